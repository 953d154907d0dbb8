#include "simulator/protocols/reply_parts.h"

namespace oaisim {

std::string_view passed_filters() {
  return R"({"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},)"
         R"("sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}})";
}

std::string_view passed_prompt_filters() {
  return R"("prompt_filter_results":[{"prompt_index":0,"content_filter_results":{)"
         R"("hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false},)"
         R"("self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},)"
         R"("violence":{"filtered":false,"severity":"safe"}}}])";
}

std::string_view finish_text(FinishReason reason) {
  switch (reason) {
    case FinishReason::length:
      return "length";
    case FinishReason::tool_calls:
      return "tool_calls";
    case FinishReason::stop:
      break;
  }
  return "stop";
}

// FNV-1a of the name.
std::string fingerprint_of(std::string_view model) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : model) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "fp_";
  for (int i = 0; i < 10; ++i) text += kHex[hash >> (4 * i) & 15];
  return text;
}

std::string call_id(std::string_view prefix, int characters, std::string_view reply_id, const Generation& generation,
                    std::size_t choice, std::size_t call) {
  static constexpr char kAlphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  Random random(generation.seed ^ 0x63616c6cULL, choice << 16 ^ call);
  for (const char c : reply_id) random = Random(random() ^ static_cast<unsigned char>(c));
  std::string id(prefix);
  for (int i = 0; i < characters; ++i) id += kAlphabet[random.below(62)];
  return id;
}

}  // namespace oaisim
