// POST …/images/generations, …/images/edits and …/images/variations: decode a prompt and images, answer with pictures.
//
//   dall-e-*      {"created","data":[{"url" or "b64_json","revised_prompt"}]}
//   gpt-image-*   {"created","background","data":[{"b64_json"}],"output_format","quality","size","usage"}, or a stream:
//                 event: image_generation.partial_image …, event: image_generation.completed
//
// A url is of this server, GET /v1/images/files/{name}, and needs no key, as the links of the real service; the oldest
// pictures are dropped.  Edits are a form with files, or JSON that names images by URL.
//
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Images"; Azure OpenAI REST reference, "Image generation".
#pragma once

#include "simulator/protocols/protocol.h"
#include "simulator/storage/object_store.h"

namespace oaisim {

inline constexpr std::string_view kImageFiles = "/v1/images/files/";

struct ImageFile {
  std::string bytes;
  std::string_view content_type;
};
using ImageStore = ObjectStore<ImageFile>;

class Images final : public Protocol {
 public:
  enum class Task { generate, edit, vary };

  // `store` outlives this.
  Images(Task task, ImageStore& store) : task_(task), store_(store) {}

  std::string_view operation() const override;
  std::string_view id_prefix() const override { return ""; }
  OperationKind kind() const override { return OperationKind::image; }
  std::string_view prompt_param() const override { return "prompt"; }
  const Shape* form() const override;
  bool reads_json() const override { return task_ != Task::vary; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::optional<ApiError> settle(std::string_view model, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;

 private:
  Task task_;
  ImageStore& store_;
};

}  // namespace oaisim
