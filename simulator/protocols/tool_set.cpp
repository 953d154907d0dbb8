#include "simulator/protocols/tool_set.h"

#include "common/text/utf8_length.h"
#include "simulator/protocols/json_members.h"

namespace oaisim {
namespace {

constexpr TokenCount kToolInit = 10;
constexpr TokenCount kRecentToolInit = 7;  // of models of o200k_base
constexpr TokenCount kPropertiesInit = 3;
constexpr TokenCount kPropertyKey = 3;
constexpr TokenCount kEnumInit = -3;
constexpr TokenCount kEnumItem = 3;
constexpr TokenCount kToolsEnd = 12;
constexpr int kDeepest = 32;

std::string_view without_full_stop(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  return text;
}

}  // namespace

void ToolSet::add_line(std::string line) {
  characters_ += static_cast<std::int64_t>(utf8_length(line));
  bytes_ += line.size();
  lines_.push_back(std::move(line));
}

void ToolSet::add_property(std::string_view key, JsonObject property, int depth) {
  frame_tokens_ += kPropertyKey;
  JsonArray values;
  if (property.at_key("enum").get(values) == simdjson::SUCCESS) {
    frame_tokens_ += kEnumInit;
    for (const JsonValue value : values) {
      frame_tokens_ += kEnumItem;
      if (value.is_string()) add_line(std::string(text_of(value)));
    }
  }
  std::string line(key);
  line.append(":").append(text_member(property, "type")).append(":");
  line.append(without_full_stop(text_member(property, "description")));
  add_line(std::move(line));
  add_properties(property, depth + 1);
  JsonObject items;
  if (property.at_key("items").get(items) == simdjson::SUCCESS) add_properties(items, depth + 1);
}

void ToolSet::add_properties(JsonObject schema, int depth) {
  JsonObject properties;
  if (depth > kDeepest || schema.at_key("properties").get(properties) != simdjson::SUCCESS) return;
  if (properties.size() == 0) return;
  frame_tokens_ += kPropertiesInit;
  for (const auto [key, value] : properties) {
    JsonObject property;
    if (value.get(property) == simdjson::SUCCESS) add_property(key, property, depth);
  }
}

void ToolSet::add(Tool tool, std::string_view description, const std::optional<JsonValue>& parameters) {
  std::string line = tool.name;
  line.append(":").append(without_full_stop(description));
  add_line(std::move(line));
  if (parameters) add_properties(object_of(*parameters), 0);
  tools_.push_back(std::move(tool));
}

TokenCount ToolSet::prompt_tokens(const Tokenizer& tokenizer) {
  auto& counted = counted_[static_cast<std::size_t>(tokenizer.encoding())];
  if (counted) return *counted;
  const bool recent = tokenizer.encoding() == Encoding::o200k_base || tokenizer.encoding() == Encoding::o200k_harmony;
  TokenCount tokens = frame_tokens_ + kToolsEnd;
  tokens += static_cast<TokenCount>(tools_.size()) * (recent ? kRecentToolInit : kToolInit);
  for (const auto& line : lines_) tokens += static_cast<TokenCount>(tokenizer.count(line));
  counted = tokens;
  return tokens;
}

}  // namespace oaisim
