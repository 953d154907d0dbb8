// POST …/responses: decode a request, encode a response or its events.
//
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Responses"; Azure OpenAI REST reference, "Responses".
#pragma once

#include "simulator/protocols/file_objects.h"
#include "simulator/protocols/response_record.h"

namespace oaisim {

// POST …/responses/input_tokens: what a response's input would count.
class ResponseInputTokens final : public Protocol {
 public:
  ResponseInputTokens(const ResponseStore& store, const FileObjects& files) : store_(store), files_(files) {}

  std::string_view operation() const override { return "Responses_InputTokens"; }
  std::string_view id_prefix() const override { return ""; }
  OperationKind kind() const override { return OperationKind::count; }
  std::string_view prompt_param() const override { return "input"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;

 private:
  const ResponseStore& store_;
  const FileObjects& files_;
};

class Responses final : public Protocol {
 public:
  // All outlive this; the store keeps what is created with "store", which is the default.
  Responses(ResponseStore& store, const FileObjects& files, const Clock& clock)
      : store_(store), files_(files), clock_(clock) {}

  std::string_view operation() const override { return "Responses_Create"; }
  std::string_view id_prefix() const override { return "resp_"; }
  OperationKind kind() const override { return OperationKind::response; }
  std::string_view prompt_param() const override { return "input"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;

 private:
  ResponseStore& store_;
  const FileObjects& files_;
  const Clock& clock_;
};

}  // namespace oaisim
