// POST …/embeddings: one vector for each input.
//
//   {"object":"list","data":[{"object":"embedding","index":0,"embedding":[…] or "base64"},…],"model","usage"}
//
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Embeddings"; Azure OpenAI REST reference, "Embeddings".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class Embeddings final : public Protocol {
 public:
  static constexpr std::size_t kMostInputs = 2048;

  std::string_view operation() const override { return "Embeddings_Create"; }
  std::string_view id_prefix() const override { return ""; }
  OperationKind kind() const override { return OperationKind::embedding; }
  std::string_view prompt_param() const override { return "input"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;
};

}  // namespace oaisim
