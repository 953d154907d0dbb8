#include "simulator/protocols/reply_parts.h"

#include "common/text/json_writer.h"
#include "simulator/protocols/text_hash.h"

namespace oaisim {

namespace {

std::string results_of(Harms harms, std::string_view after_first) {
  std::string out = "{";
  for (std::size_t i = 0; i < kHarmCategories.size(); ++i) {
    out.append(i == 0 ? "\"" : ",\"").append(kHarmCategories[i]);
    out += harms[i] ? R"(":{"filtered":true,"severity":"medium"})" : R"(":{"filtered":false,"severity":"safe"})";
    if (i == 0) out += after_first;
  }
  return out + "}";
}

}  // namespace

void append_filter_results(Harms harms, std::string& out) {
  static const std::string passed = results_of({}, "");
  out += ",\"content_filter_results\":";
  out += harms.none() ? passed : results_of(harms, "");
}

std::string prompt_filter_results(Harms harms) {
  return results_of(harms, R"(,"jailbreak":{"filtered":false,"detected":false})");
}

std::string_view passed_prompt_filters() {
  static const std::string passed =
      R"("prompt_filter_results":[{"prompt_index":0,"content_filter_results":)" + prompt_filter_results({}) + "}]";
  return passed;
}

void append_reply_head(const ReplyFacts& facts, std::string_view object, std::string& out) {
  out += "{\"id\":\"";
  out += facts.id;
  out += "\",\"object\":\"";
  out += object;
  out += "\",\"created\":";
  append_integer(out, facts.created);
  out += ",\"model\":";
  append_string(out, facts.model);
}

void append_usage_head(TokenCount prompt, TokenCount completion, std::string& out) {
  out += "\"usage\":{\"prompt_tokens\":";
  append_integer(out, prompt);
  out += ",\"completion_tokens\":";
  append_integer(out, completion);
  out += ",\"total_tokens\":";
  append_integer(out, prompt + completion);
}

std::string_view finish_text(FinishReason reason) {
  switch (reason) {
    case FinishReason::length:
      return "length";
    case FinishReason::tool_calls:
      return "tool_calls";
    case FinishReason::content_filter:
      return "content_filter";
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
