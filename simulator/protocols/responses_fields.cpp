#include "simulator/protocols/responses_fields.h"

#include <algorithm>

#include "common/text/json_writer.h"
#include "simulator/protocols/json_members.h"
#include "simulator/protocols/request_fields.h"
#include "simulator/protocols/response_tools_schema.h"
#include "simulator/protocols/tool_definitions.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

// Tools that the service itself runs are not called and cost nothing.
Found read_tools(JsonArray definitions, ToolSet& tools) {
  std::size_t index = 0;
  for (const JsonValue value : definitions) {
    const JsonObject tool = object_of(value);
    const std::string param = "tools[" + std::to_string(index++) + "]";
    const std::string_view type = text_member(tool, "type");
    Found error;
    if (type == "function") error = read_function(tool, param, tools);
    if (type == "custom") error = read_custom(tool, param, tools);
    if (error) return error;
  }
  return std::nullopt;
}

constexpr ToolFraming kTools{.param = "tools", .shape = &kResponseToolsShape, .read = read_tools};

Found read_choice(JsonValue choice, DecodedRequest& request) {
  if (choice.is_string()) {
    request.tool_use = tool_use_of(text_of(choice));
    return std::nullopt;
  }
  const JsonObject object = object_of(choice);
  const std::string_view type = text_member(object, "type");
  if (type == "allowed_tools") return allow_listed(object, "tool_choice", request);
  if (type != "function" && type != "custom") return std::nullopt;
  request.tool_use = ToolUse::named;
  return keep_only({text_member(object, "name")}, "tool_choice", "tools", request);
}

// A function as the API shows it: with what may be left out when it is sent.
void append_tool(JsonObject tool, std::string& out) {
  std::string json = simdjson::minify(tool);
  if (text_member(tool, "type") == "function") {
    json.pop_back();
    JsonValue value;
    for (const auto& [name, standard] : {std::pair<std::string_view, std::string_view>{"description", "null"},
                                         {"parameters", "null"},
                                         {"strict", "true"}}) {
      if (tool.at_key(name).get(value) == simdjson::SUCCESS) continue;
      json.append(",\"").append(name).append("\":").append(standard);
    }
    json += '}';
  }
  out += json;
}

void append_tools(const std::optional<JsonValue>& tools, std::string& out) {
  if (!tools) {
    out += "[]";
    return;
  }
  out += '[';
  bool first = true;
  for (const JsonValue tool : array_of(*tools)) {
    if (!std::exchange(first, false)) out += ',';
    append_tool(object_of(tool), out);
  }
  out += ']';
}

void append_text_options(const std::optional<JsonValue>& text, std::string& out) {
  const auto format = text ? member(object_of(*text), "format") : std::nullopt;
  const auto verbosity = text ? member(object_of(*text), "verbosity") : std::nullopt;
  std::string json = format ? simdjson::minify(*format) : R"({"type":"text"})";
  if (format && text_member(object_of(*format), "type") == "json_schema") {
    json.pop_back();
    JsonValue value;
    if (object_of(*format).at_key("strict").get(value) != simdjson::SUCCESS) json += ",\"strict\":false";
    json += '}';
  }
  out += "{\"format\":" + json + ",\"verbosity\":";
  append_string(out, verbosity ? text_of(*verbosity) : std::string_view("medium"));
  out += '}';
}

// Models that reason sample as they like: of these only the defaults are taken.
void note_sampling(JsonObject body, DecodedRequest& request) {
  double number = 0;
  for (const std::string_view name : {"temperature", "top_p"}) {
    if (body.at_key(name).get(number) == simdjson::SUCCESS && number != 1) request.sampling.push_back(name);
  }
  std::int64_t top = 0;
  if (body.at_key("top_logprobs").get(top) == simdjson::SUCCESS && top > 0) request.sampling.push_back("top_logprobs");
}

bool includes(JsonObject body, std::string_view what) {
  const auto include = member(body, "include");
  if (!include) return false;
  const JsonArray values = array_of(*include);
  return std::any_of(values.begin(), values.end(), [&](JsonValue value) { return text_of(value) == what; });
}

}  // namespace

Found read_response_tools(JsonObject body, DecodedRequest& request) {
  const auto tools = member(body, "tools");
  if (tools) {
    if (auto error = take_tools(*tools, kTools, request)) return error;
    if (request.tools->tools().empty()) request.tools = nullptr;
  }
  const auto choice = member(body, "tool_choice");
  if (!choice) return std::nullopt;
  const bool forces = !choice->is_string() || text_of(*choice) == "required";
  if (forces && (!tools || array_of(*tools).size() == 0)) {
    return ApiError{.message = "Tool choice '" + std::string(choice->is_string() ? text_of(*choice) : "object") +
                               "' must be specified with 'tools' parameter.",
                    .param = "tool_choice"};
  }
  if (request.tools == nullptr && choice->is_object()) {
    const std::string_view type = text_member(object_of(*choice), "type");
    if (type == "function" || type == "custom") request.tools = std::make_shared<ToolSet>();
  }
  if (request.tools == nullptr) return std::nullopt;
  return read_choice(*choice, request);
}

Found read_text_format(JsonObject body, DecodedRequest& request) {
  const auto text = member(body, "text");
  const auto format = text ? member(object_of(*text), "format") : std::nullopt;
  if (!format) return std::nullopt;
  const JsonObject object = object_of(*format);
  const std::string_view type = text_member(object, "type");
  if (type == "json_object") {
    request.text_form = any_json_object();
    if (std::any_of(request.prompt_texts.begin(), request.prompt_texts.end(), contains_json)) return std::nullopt;
    return ApiError{.message =
                        "Response input messages must contain the word 'json' in some form to use 'text.format' of "
                        "type 'json_object'.",
                    .param = "input"};
  }
  if (type != "json_schema") return std::nullopt;
  const bool strict = flag_member(object, "strict");
  auto form = compiled(*member(object, "schema"), strict ? JsonSchema::Rules::strict : JsonSchema::Rules::lenient);
  if (!form) {
    return ApiError{.message = "Invalid schema for response_format '" + std::string(text_member(object, "name")) +
                               "': " + form.error().message,
                    .param = "text.format.schema",
                    .code = "invalid_json_schema"};
  }
  request.text_form = std::move(*form);
  return std::nullopt;
}

void read_response_fields(JsonObject body, ResponsesCall& call, DecodedRequest& request) {
  for (const std::string_view name : {"model", "stream", "user"}) {
    if (const auto value = member(body, name)) read_common_field(name, *value, request);
  }
  if (const auto most = member(body, "max_output_tokens")) request.max_tokens = most->get_int64().value_unsafe();
  request.max_tokens_param = "max_output_tokens";
  request.background = flag_member(body, "background");
  request.truncates = text_member(body, "truncation") == "auto";
  const auto store = member(body, "store");
  call.store = !store || store->get_bool().value_unsafe();
  call.instructions = text_member(body, "instructions");
  call.encrypted_reasoning = includes(body, "reasoning.encrypted_content");
  if (includes(body, "message.output_text.logprobs")) request.top_logprobs = 0;
  if (const auto top = member(body, "top_logprobs")) {
    request.top_logprobs = static_cast<int>(top->get_int64().value_unsafe());
  }
  if (const auto reasoning = member(body, "reasoning")) {
    const JsonObject object = object_of(*reasoning);
    if (const auto effort = member(object, "effort")) request.reasoning_effort = reasoning_effort_of(text_of(*effort));
    call.reasoning_summary = text_member(object, "summary");
    if (call.reasoning_summary.empty()) call.reasoning_summary = text_member(object, "generate_summary");
  }
  request.service_tier = service_tier_of(text_member(body, "service_tier"));
  note_sampling(body, request);
}

std::string repeated_parameters(JsonObject body) {
  constexpr std::pair<std::string_view, std::string_view> kRepeated[] = {{"background", "false"},
                                                                         {"instructions", "null"},
                                                                         {"max_output_tokens", "null"},
                                                                         {"max_tool_calls", "null"},
                                                                         {"metadata", "{}"},
                                                                         {"parallel_tool_calls", "true"},
                                                                         {"previous_response_id", "null"},
                                                                         {"prompt_cache_key", "null"},
                                                                         {"prompt_cache_retention", "null"},
                                                                         {"safety_identifier", "null"},
                                                                         {"store", "true"},
                                                                         {"temperature", "1.0"},
                                                                         {"tool_choice", "\"auto\""},
                                                                         {"top_logprobs", "0"},
                                                                         {"top_p", "1.0"},
                                                                         {"truncation", "\"disabled\""},
                                                                         {"user", "null"}};
  std::string out;
  for (const auto& [name, standard] : kRepeated) {
    const auto value = member(body, name);
    if (!value && standard == "null" && (name == "user" || name == "prompt_cache_retention")) continue;
    out.append(",\"").append(name).append("\":");
    out += value ? simdjson::minify(*value) : std::string(standard);
  }
  out += ",\"text\":";
  append_text_options(member(body, "text"), out);
  out += ",\"tools\":";
  append_tools(member(body, "tools"), out);
  return out;
}

}  // namespace oaisim
