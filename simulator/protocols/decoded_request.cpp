#include "common/text/utf8_length.h"
#include "simulator/protocols/protocol.h"

namespace oaisim {

void DecodedRequest::add_text(std::string_view text) {
  prompt_texts.push_back(text);
  prompt_characters += static_cast<std::int64_t>(utf8_length(text));
}

std::size_t DecodedRequest::prompt_bytes() const {
  std::size_t bytes = 0;
  for (const auto text : prompt_texts) bytes += text.size();
  if (tools != nullptr) bytes += tools->bytes();
  for (const auto& input : inputs) bytes += input.text.size() + input.tokens.size();
  if (prediction) bytes += prediction->text.size();
  return bytes;
}

void DecodedRequest::own_texts() {
  std::size_t bytes = 0;
  for (const auto text : prompt_texts) bytes += text.size();
  owned_texts_.reserve(bytes);  // views into it stay where they are
  for (auto& text : prompt_texts) {
    const std::size_t begin = owned_texts_.size();
    owned_texts_ += text;
    text = std::string_view(owned_texts_).substr(begin, text.size());
  }
}

void DecodedRequest::forget_texts() {
  prompt_texts.clear();
  files.clear();
  made_texts.clear();
  std::string().swap(owned_texts_);
}

}  // namespace oaisim
