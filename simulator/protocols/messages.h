// POST /v1/messages and /v1/messages/count_tokens: decode a request, encode a reply or its stream.
//
//   whole    {"model","id":"msg_01…","type":"message","role":"assistant","content":[…],"stop_reason",…,"usage":{…}}
//   stream   message_start, of each block content_block_start, _delta and _stop, message_delta, message_stop
//   tokens   {"input_tokens":14}
//
// Thread safety: as that of a Protocol.
// Source: Claude API reference, "Messages", "Count tokens" and "Streaming messages"; replies of the service.
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class Messages final : public Protocol {
 public:
  std::string_view operation() const override { return "Messages_Create"; }
  std::string_view id_prefix() const override { return "msg_01"; }
  int id_characters() const override { return 22; }
  OperationKind kind() const override { return OperationKind::chat; }
  std::string_view prompt_param() const override { return "messages"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::optional<ApiError> settle(std::string_view model, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;
};

class CountTokens final : public Protocol {
 public:
  std::string_view operation() const override { return "Messages_CountTokens"; }
  std::string_view id_prefix() const override { return ""; }
  OperationKind kind() const override { return OperationKind::count; }
  std::string_view prompt_param() const override { return "messages"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::optional<ApiError> settle(std::string_view model, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;
};

}  // namespace oaisim
