// POST …/moderations: judges a text, several texts, or a text with images.
//
//   {"id":"modr-…","model","results":[{"flagged","categories":{…},"category_scores":{…},
//                                      "category_applied_input_types":{…}}]}
//
// text-moderation-* know neither "illicit" nor applied input types, and no images.  Images are not looked at: their
// scores are those of harmless ones.
//
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Moderations".
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class Moderations final : public Protocol {
 public:
  static constexpr std::size_t kMostInputs = 2048;

  std::string_view operation() const override { return "Moderations_Create"; }
  std::string_view id_prefix() const override { return "modr-"; }
  OperationKind kind() const override { return OperationKind::moderation; }
  std::string_view prompt_param() const override { return "input"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::optional<ApiError> settle(std::string_view model, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;
};

}  // namespace oaisim
