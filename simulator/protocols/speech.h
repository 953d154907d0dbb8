// POST …/audio/speech: decode a text, answer with audio of the length that speaking it takes.
//
//   whole                the file itself, as response_format says
//   stream_format sse    data: {"type":"speech.audio.delta","audio":"base64"} …
//                        data: {"type":"speech.audio.done","usage":{…}}
//
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Create speech"; Azure OpenAI REST reference, "Speech".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class Speech final : public Protocol {
 public:
  std::string_view operation() const override { return "Speech_Create"; }
  std::string_view id_prefix() const override { return ""; }
  OperationKind kind() const override { return OperationKind::speech; }
  std::string_view prompt_param() const override { return "input"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::optional<ApiError> settle(std::string_view model, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;
};

}  // namespace oaisim
