// POST …/completions (legacy): decode a request, encode a reply or its stream.
//
//   {"id":"cmpl-…","object":"text_completion","created","model","choices":[{"text","index","logprobs","finish_reason"}],
//    "usage"}; a stream's chunks are of the same form, with a token each
//
// Choices of the i-th prompt are those from i * n on.
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Completions (legacy)"; Azure OpenAI REST reference, "Completions".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class Completions final : public Protocol {
 public:
  std::string_view operation() const override { return "Completions_Create"; }
  std::string_view id_prefix() const override { return "cmpl-"; }
  OperationKind kind() const override { return OperationKind::completion; }
  std::string_view prompt_param() const override { return "prompt"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;
};

}  // namespace oaisim
