#include "loadtest/datasets/record_sample.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "common/config/text_values.h"
#include "loadtest/datasets/conversation.h"

namespace oaisim::loadtest {
namespace {

using nlohmann::json;

constexpr const char* kConversationNames[] = {"messages", "conversations", "conversation", "turns"};
constexpr const char* kPromptNames[] = {"prompt", "question", "instruction", "text", "input", "content", "query"};
constexpr const char* kSystemNames[] = {"system", "system_prompt"};
constexpr const char* kOutputTokenNames[] = {"output_tokens", "max_completion_tokens", "max_tokens"};
constexpr const char* kImageNames[] = {"image", "images", "image_url"};

constexpr std::int64_t kMostOutputTokens = 1'000'000'000;
constexpr std::size_t kShownFields = 20;
constexpr std::size_t kShownBytes = 40;

std::string fields_of(const json& record) {
  std::string names;
  std::size_t count = 0;
  for (const auto& [name, value] : record.items()) {
    if (count++ == kShownFields) return names + ", ...";
    names += (names.empty() ? "" : ", ") + name.substr(0, kShownBytes);
  }
  return names.empty() ? "none" : names;
}

Error no_field(const std::string& name, const json& record) {
  return invalid("no field '" + name + "'; the fields are: " + fields_of(record));
}

Error misfit(const std::string& name, const json& value, const std::string& expected) {
  return invalid("'" + name + "' is a " + value.type_name() + "; expected " + expected);
}

bool is_text(const json& value) { return value.is_string() && !value.get_ref<const std::string&>().empty(); }

// The first of the usual names whose value fits; null: there is none.
template <typename Fits>
const json* usual_field(const json& record, std::span<const char* const> names, Fits fits) {
  for (const char* name : names) {
    if (const auto found = record.find(name); found != record.end() && fits(*found)) return &*found;
  }
  return nullptr;
}

// The field that the plan names, else a usual one; null: neither is there.
template <typename Fits>
Result<const json*> field_of(const json& record, const std::string& name, std::span<const char* const> usual, Fits fits,
                             const char* expected) {
  if (name.empty()) return usual_field(record, usual, fits);
  const auto found = record.find(name);
  if (found == record.end()) return no_field(name, record);
  if (!fits(*found)) return misfit(name, *found, expected);
  return &*found;
}

std::optional<std::int64_t> token_count(const json& value) {
  std::int64_t tokens = 0;
  if (value.is_number_integer()) {
    tokens =
        value.is_number_unsigned() && value.get<std::uint64_t>() > kMostOutputTokens ? 0 : value.get<std::int64_t>();
  } else if (value.is_string()) {
    const auto parsed = parse_integer(value.get_ref<const std::string&>());
    if (parsed) tokens = *parsed;
  }
  if (tokens < 1 || tokens > kMostOutputTokens) return std::nullopt;
  return tokens;
}

const json& url_of(const json& image) { return image.is_object() && image.contains("url") ? image["url"] : image; }

bool are_images(const json& value) {
  if (!value.is_array()) return is_image_url(url_of(value));
  return std::all_of(value.begin(), value.end(), [](const json& image) { return is_image_url(url_of(image)); });
}

Status read_system(const json& record, const std::string& name, Sample& sample) {
  const auto field = field_of(
      record, name, kSystemNames, [](const json& v) { return v.is_string(); }, "text");
  if (!field) return field.error();
  if (*field != nullptr && !(*field)->get_ref<const std::string&>().empty()) sample.system = **field;
  return success();
}

Status read_output_tokens(const json& record, const std::string& name, Sample& sample) {
  const auto fits = [](const json& value) { return token_count(value).has_value(); };
  const auto field = field_of(record, name, kOutputTokenNames, fits, "a whole number of at least 1");
  if (!field) return field.error();
  if (*field != nullptr) sample.max_tokens = token_count(**field);
  return success();
}

Status read_images(const json& record, const std::string& name, Sample& sample) {
  const auto field = field_of(record, name, kImageNames, are_images,
                              "a URL that begins with data:, http: or https:, or an array of such");
  if (!field) return field.error();
  if (*field == nullptr) return success();
  auto& images = sample.turns.front().images;
  if (!(*field)->is_array()) return images.push_back(url_of(**field).get<std::string>()), success();
  for (const auto& image : **field) images.push_back(url_of(image).get<std::string>());
  return success();
}

// A text, or an array of messages.
Status read_prompt(const json& value, const std::string& name, Sample& sample) {
  if (is_text(value)) return sample.turns.push_back({.user = value.get<std::string>()}), success();
  if (!value.is_array()) return misfit(name, value, "a text that is not empty, or an array of messages");
  if (auto status = read_conversation(value, sample); !status)
    return invalid("'" + name + "': " + status.error().message);
  return success();
}

// Alpaca's form: an instruction and, in some records, what it is about.
Status read_usual_prompt(const json& record, Sample& sample) {
  for (const char* name : kPromptNames) {
    const auto found = record.find(name);
    if (found == record.end() || !(is_text(*found) || found->is_array())) continue;
    if (auto status = read_prompt(*found, name, sample); !status) return status;
    const auto input = record.find("input");
    if (name == std::string_view("instruction") && found->is_string() && input != record.end() && is_text(*input)) {
      sample.turns.back().user += "\n\n" + input->get<std::string>();
    }
    return success();
  }
  return invalid(
      "no prompt; expected one of the fields messages, conversations, prompt, question, instruction, text, "
      "input, content or query, or one named by --dataset-prompt-field; the fields are: " +
      fields_of(record));
}

// Where the turns come from; an empty conversation has none.
Status read_turns(const json& record, const DatasetFilePlan& plan, Sample& sample) {
  const auto& name = plan.fields.prompt;
  if (!name.empty()) {
    const auto found = record.find(name);
    if (found != record.end()) return read_prompt(*found, name, sample);
    return invalid("no field '" + name + "', which --dataset-prompt-field names (json_path in a benchmark file); the " +
                   "fields are: " + fields_of(record));
  }
  for (const char* usual : kConversationNames) {
    const auto found = record.find(usual);
    if (found != record.end() && found->is_array()) return read_prompt(*found, usual, sample);
  }
  if (plan.format == DatasetFormat::sharegpt) return no_field("conversations", record);
  return read_usual_prompt(record, sample);
}

bool is_sharegpt(const json& record, const DatasetFilePlan& plan) {
  return plan.format == DatasetFormat::sharegpt || record.contains("conversations");
}

}  // namespace

Result<std::optional<Sample>> sample_of(const json& record, const DatasetFilePlan& plan) {
  Sample sample;
  if (is_text(record) && plan.fields.prompt.empty() && plan.format != DatasetFormat::sharegpt) {
    sample.turns.push_back({.user = record.get<std::string>()});
    return std::optional(std::move(sample));
  }
  if (!record.is_object()) {
    return invalid(std::string("the record is a ") + record.type_name() + "; expected an object with a prompt");
  }
  if (auto status = read_turns(record, plan, sample); !status) return status.error();
  if (sample.turns.empty()) {
    if (is_sharegpt(record, plan)) return std::optional<Sample>();
    return invalid("no message of the user; expected at least one with the role user");
  }
  for (const auto& status :
       {read_system(record, plan.fields.system, sample), read_output_tokens(record, plan.fields.output_tokens, sample),
        read_images(record, plan.fields.image, sample)}) {
    if (!status) return status.error();
  }
  return std::optional(std::move(sample));
}

}  // namespace oaisim::loadtest
