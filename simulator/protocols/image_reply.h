// Writes the replies of the image operations and the events of their streams; keeps the pictures that a reply names.
//
// Thread safety: belongs to one reply.
// Source: OpenAI API reference, "Images".
#pragma once

#include "simulator/protocols/images.h"

namespace oaisim {

class ImageEncoder final : public ReplyEncoder {
 public:
  // `generation` and `store` outlive it.
  ImageEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation, ImageStore& store);

  void whole(std::string& out) override;
  void token(std::size_t choice, std::size_t index, std::string& events) override;
  void keep() override;

 private:
  std::size_t files_per_picture() const { return request_.plan.partials + 1; }
  const std::string& file(std::size_t picture) const;
  void append_picture(std::size_t index, std::string& out) const;
  void append_settings(std::string& out) const;
  void append_usage(std::string& out) const;

  ImageRequest request_;
  std::string prompt_;
  TokenCount image_tokens_;  // of the prompt
  ReplyFacts facts_;
  const Generation& generation_;
  ImageStore& store_;
  std::vector<std::string> names_;  // of the pictures that the reply names by URL
};

}  // namespace oaisim
