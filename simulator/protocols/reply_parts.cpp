#include "simulator/protocols/reply_parts.h"

#include "simulator/protocols/text_hash.h"

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

std::string fingerprint_of(std::string_view model) {
  const std::uint64_t hash = text_hash(model);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "fp_";
  for (int i = 0; i < 10; ++i) text += kHex[hash >> (4 * i) & 15];
  return text;
}

}  // namespace oaisim
