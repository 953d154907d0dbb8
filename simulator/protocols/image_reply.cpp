#include "simulator/protocols/image_reply.h"

#include "common/base/base64.h"
#include "common/base/random.h"
#include "common/text/json_writer.h"

namespace oaisim {
namespace {

constexpr std::size_t kNameLength = 32;

void append_base64_field(std::string& out, const std::string& bytes) {
  out += "\"b64_json\":\"";
  append_base64(std::as_bytes(std::span(bytes)), out);
  out += '"';
}

}  // namespace

ImageEncoder::ImageEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation,
                           ImageStore& store)
    : request_(*request.image),
      prompt_(request.inputs.front().text),
      image_tokens_(request.media_tokens),
      facts_(std::move(facts)),
      generation_(generation),
      store_(store) {
  if (!request_.as_url || request.stream) return;
  for (std::size_t i = 0; i < request_.plan.count; ++i) {
    // Not from the seed: whoever does not have the address must not be able to guess it.
    names_.push_back("img-" + random_secret(kNameLength) + "." + std::string(name_of(request_.plan.format)));
  }
}

const std::string& ImageEncoder::file(std::size_t picture) const {
  return generation_.media[(picture + 1) * files_per_picture() - 1];
}

void ImageEncoder::whole(std::string& out) {
  out += "{\"created\":";
  append_integer(out, facts_.created);
  if (request_.tells_all) append_settings(out);
  out += ",\"data\":[";
  for (std::size_t i = 0; i < request_.plan.count; ++i) {
    out += i == 0 ? "{" : ",{";
    append_picture(i, out);
    out += '}';
  }
  out += ']';
  if (request_.tells_all) append_usage(out);
  out += '}';
}

void ImageEncoder::append_picture(std::size_t index, std::string& out) const {
  if (request_.revises_prompt) {
    out += "\"revised_prompt\":";
    append_string(out, prompt_);
    out += ',';
  }
  if (!request_.as_url) return append_base64_field(out, file(index));
  out += "\"url\":";
  append_string(out, facts_.base_url + std::string(kImageFiles) + names_[index]);
}

void ImageEncoder::append_settings(std::string& out) const {
  out += ",\"background\":";
  append_string(out, request_.background);
  out += ",\"output_format\":";
  append_string(out, name_of(request_.plan.format));
  out += ",\"quality\":";
  append_string(out, request_.quality);
  out += ",\"size\":";
  append_string(out, request_.size);
}

void ImageEncoder::append_usage(std::string& out) const {
  const TokenCount written = generation_.media_tokens;
  out += ",\"usage\":{\"input_tokens\":";
  append_integer(out, facts_.prompt_tokens);
  out += ",\"input_tokens_details\":{\"image_tokens\":";
  append_integer(out, image_tokens_);
  out += ",\"text_tokens\":";
  append_integer(out, facts_.prompt_tokens - image_tokens_);
  out += "},\"output_tokens\":";
  append_integer(out, written);
  out += ",\"output_tokens_details\":{\"image_tokens\":";
  append_integer(out, written);
  out += ",\"text_tokens\":0},\"total_tokens\":";
  append_integer(out, facts_.prompt_tokens + written);
  out += '}';
}

void ImageEncoder::token(std::size_t /*choice*/, std::size_t index, std::string& events) {
  const std::size_t partial = index % files_per_picture();
  const bool is_whole = partial == request_.plan.partials;
  const std::string type =
      std::string(request_.edits ? "image_edit." : "image_generation.") + (is_whole ? "completed" : "partial_image");
  events += "event: " + type + "\ndata: {\"type\":\"" + type + "\",";
  append_base64_field(events, generation_.media[index]);
  events += ",\"created_at\":";
  append_integer(events, facts_.created);
  append_settings(events);
  if (is_whole) {
    append_usage(events);
  } else {
    events += ",\"partial_image_index\":";
    append_integer(events, partial);
  }
  events += "}\n\n";
}

void ImageEncoder::keep() {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    auto image = std::make_shared<ImageFile>(ImageFile{file(i), media_type(request_.plan.format)});
    store_.put(names_[i], image, image->bytes.size());
  }
}

}  // namespace oaisim
