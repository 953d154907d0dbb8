#include <utility>

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

std::size_t DecodedRequest::attached_bytes() const {
  std::size_t bytes = 0;
  for (const auto& each : attachments) bytes += each.data.size();
  return bytes;
}

// Texts that are added later are of what is owned: of made_texts.
void DecodedRequest::own_texts() {
  if (std::exchange(owns_texts_, true)) return;
  std::size_t bytes = attached_bytes();
  for (const auto text : prompt_texts) bytes += text.size();
  owned_texts_.reserve(bytes);  // views into it stay where they are
  const auto own = [this](std::string_view& text) {
    const std::size_t begin = owned_texts_.size();
    owned_texts_ += text;
    text = std::string_view(owned_texts_).substr(begin, text.size());
  };
  for (auto& text : prompt_texts) own(text);
  for (auto& each : attachments) own(each.data);
}

void DecodedRequest::forget_texts() {
  prompt_texts.clear();
  files.clear();
  made_texts.clear();
  attachments.clear();
  std::string().swap(owned_texts_);
}

}  // namespace oaisim
