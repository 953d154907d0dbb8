#include "loadtest/plan/body_options.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "common/text/utf8.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 16 << 20;  // of a file

// A value of JSON.  Error: where it is wrong.
Result<Json> parse(const std::string& text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& problem) {
    // After nlohmann's own number of the error.
    const std::string what = problem.what();
    const auto bracket = what.find("] ");
    return invalid(bracket == std::string::npos ? what : what.substr(bracket + 2));
  }
}

// Of a file, or the JSON itself as a --config file may hold it.
Result<Json> read(const std::string& flag, const std::string& path) {
  if (path.starts_with('[') || path.starts_with('{')) {
    auto value = parse(path);
    if (!value) return invalid(flag + ": no JSON: " + value.error().message);
    return value;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return invalid(flag + ": cannot read '" + path + "': " + std::strerror(errno));
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMostBytes) return invalid(flag + ": '" + path + "' is larger than 16 MiB");
  auto value = parse(text);
  if (!value) return invalid(flag + ": '" + path + "' is no JSON: " + value.error().message);
  return value;
}

void add_field(RequestPlan& plan, const std::string& name, const Json& value) {
  std::erase_if(plan.fields, [&](const BodyField& field) { return field.name == name; });
  plan.fields.push_back({name, value.dump()});
}

bool has_tools(Api api) { return api == Api::chat || api == Api::responses || api == Api::messages; }

}  // namespace

BodyOptions::BodyOptions(OptionSet& options) {
  const std::string group = "Request";
  options.add(system_, {.name = "system",
                        .help = "The system's message, instead of the dataset's",
                        .value_name = "TEXT",
                        .group = group});
  options.add(tools_path_, {.name = "tools",
                            .help = "JSON array of tools, in the API's own form, for each request",
                            .value_name = "FILE",
                            .group = group,
                            .is_json = true});
  options.add(tool_choice_, {.name = "tool-choice",
                             .help = "A word such as auto or required, or a JSON object",
                             .value_name = "CHOICE",
                             .group = group});
  options.add(response_format_path_, {.name = "response-format",
                                      .help = "JSON object with the form of the reply, as the API has it",
                                      .value_name = "FILE",
                                      .group = group,
                                      .is_json = true});
  options.add(fields_, {.name = "body-field",
                        .help = "A member of each body, such as 'temperature=0.7' or 'stop=[\"\\n\"]'; repeatable",
                        .value_name = "NAME=JSON",
                        .group = group});
  options.add(history_, {.name = "history",
                         .help = "In a conversation's later turns: the server's replies, or those of the dataset",
                         .choices = {"replies", "recorded"},
                         .group = group});
  options.add(body_, {.name = "body",
                      .help = "With --api http: what each request sends, as it is",
                      .value_name = "TEXT",
                      .group = group});
  options.add(json_path_, {.name = "json-path",
                           .help = "With --api http: JSONPath of what is sent of a dataset's record; where it finds "
                                   "nothing, the whole record is sent",
                           .value_name = "EXPRESSION",
                           .group = group});
}

Status BodyOptions::check_api(Api api) const {
  const std::string name = "--api " + std::string(traits_of(api).name);
  if (api != Api::http && body_) return invalid("--body needs --api http; add a member with --body-field");
  if (api != Api::http && !json_path_.empty()) return invalid("--json-path needs --api http");
  if (body_ && !json_path_.empty()) return invalid("--body and --json-path exclude each other");
  if (api == Api::http && !fields_.empty()) return invalid("--body-field has no meaning with " + name + "; use --body");
  const bool has_system = has_tools(api) || api == Api::completions;
  if (!system_.empty() && !has_system) return invalid("--system has no meaning with " + name);
  if ((!tools_path_.empty() || !tool_choice_.empty()) && !has_tools(api))
    return invalid("--tools: " + name + " has none");
  if (!response_format_path_.empty() && !has_tools(api)) return invalid("--response-format: " + name + " has none");
  return success();
}

Status BodyOptions::add_tools(Api api, RequestPlan& plan) const {
  if (!tools_path_.empty()) {
    const auto tools = read("--tools", tools_path_);
    if (!tools) return tools.error();
    if (!tools->is_array() || tools->empty()) return invalid("--tools: '" + tools_path_ + "' is no array of tools");
    add_field(plan, "tools", *tools);
  }
  if (tool_choice_.empty()) return success();
  if (tool_choice_.front() == '{') {
    const auto choice = parse(tool_choice_);
    if (!choice) return invalid("--tool-choice: " + choice.error().message);
    add_field(plan, "tool_choice", *choice);
  } else if (api == Api::messages) {
    add_field(plan, "tool_choice", {{"type", tool_choice_}});
  } else {
    add_field(plan, "tool_choice", tool_choice_);
  }
  return success();
}

// Where each API has it: OpenAI's references of chat and responses, Anthropic's of messages ("Structured outputs").
Status BodyOptions::add_response_format(Api api, RequestPlan& plan) const {
  if (response_format_path_.empty()) return success();
  const auto format = read("--response-format", response_format_path_);
  if (!format) return format.error();
  if (!format->is_object()) return invalid("--response-format: '" + response_format_path_ + "' is no JSON object");
  if (api == Api::chat) add_field(plan, "response_format", *format);
  if (api == Api::responses) add_field(plan, "text", {{"format", *format}});
  if (api == Api::messages) add_field(plan, "output_config", {{"format", *format}});
  return success();
}

Status BodyOptions::add_fields(RequestPlan& plan) const {
  for (const auto& text : fields_) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos || name.empty() || valid_utf8_prefix(name) != name.size()) {
      return invalid("--body-field: '" + text + "' is not NAME=JSON, such as 'temperature=0.7'");
    }
    const auto value = parse(text.substr(equals + 1));
    if (!value) {
      return invalid("--body-field: the value of '" + name + "' is no JSON (a string needs quotes, '" + name +
                     "=\"text\"'): " + value.error().message);
    }
    add_field(plan, name, *value);
  }
  return success();
}

Result<RequestPlan> BodyOptions::plan(Api api) const {
  if (auto status = check_api(api); !status) return status.error();
  if (valid_utf8_prefix(system_) != system_.size()) return invalid("--system is not valid UTF-8");
  RequestPlan plan;
  plan.system = system_;
  plan.history = history_ == "recorded" ? History::recorded : History::replies;
  plan.body = body_;
  plan.json_path = json_path_;
  if (auto status = add_tools(api, plan); !status) return status.error();
  if (auto status = add_response_format(api, plan); !status) return status.error();
  if (auto status = add_fields(plan); !status) return status.error();
  return plan;
}

}  // namespace oaisim::loadtest
