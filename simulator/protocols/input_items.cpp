#include "simulator/protocols/input_items.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>

#include "common/text/json_writer.h"
#include "simulator/protocols/json_members.h"

namespace oaisim {
namespace {

// A field that is shown although it was not sent, with this JSON.
struct Standard {
  std::string_view name;
  std::string_view json;
};

constexpr Standard kStatus[] = {{"status", R"("completed")"}};
constexpr Standard kToolSearch[] = {{"call_id", "null"}, {"execution", R"("server")"}, {"status", R"("completed")"}};
constexpr Standard kPicture[] = {{"result", "null"}, {"status", R"("completed")"}};
constexpr Standard kCode[] = {{"code", "null"}, {"outputs", "null"}, {"status", R"("completed")"}};
constexpr Standard kShell[] = {{"environment", "null"}, {"status", R"("completed")"}};
constexpr Standard kShellOutput[] = {{"max_output_length", "null"}, {"status", R"("completed")"}};
constexpr Standard kShellAction[] = {{"timeout_ms", "null"}, {"max_output_length", "null"}};
constexpr Standard kImagePart[] = {{"detail", R"("auto")"}};
constexpr Standard kOutputTextPart[] = {{"annotations", "[]"}, {"logprobs", "[]"}};

struct Kind {
  std::string_view type;
  std::string_view id_prefix;
  std::span<const Standard> standards{};
};

constexpr Kind kKinds[] = {{"function_call", "fc", kStatus},
                           {"function_call_output", "fco", kStatus},
                           {"custom_tool_call", "ctc", kStatus},
                           {"custom_tool_call_output", "ctco", kStatus},
                           {"computer_call", "cu", kStatus},
                           {"computer_call_output", "cuo", kStatus},
                           {"reasoning", "rs"},
                           {"additional_tools", "at"},
                           {"apply_patch_call", "apc", kStatus},
                           {"apply_patch_call_output", "apco", kStatus},
                           {"code_interpreter_call", "ci", kCode},
                           {"compaction", "cmp"},
                           {"file_search_call", "fs", kStatus},
                           {"image_generation_call", "ig", kPicture},
                           {"local_shell_call", "lsh", kStatus},
                           {"local_shell_call_output", "lsho", kStatus},
                           {"mcp_approval_request", "mcpr"},
                           {"mcp_approval_response", "mcpa"},
                           {"mcp_call", "mcp", kStatus},
                           {"mcp_list_tools", "mcpl"},
                           {"program", "cm"},
                           {"program_output", "cmo", kStatus},
                           {"shell_call", "sh", kShell},
                           {"shell_call_output", "sho", kShellOutput},
                           {"tool_search_call", "tsc", kToolSearch},
                           {"tool_search_output", "tso", kToolSearch},
                           {"web_search_call", "ws", kStatus}};

void append_value(std::string_view type, std::string_view name, JsonValue value, std::string& out);

// The members without nulls and `id`, each once, and those of `standards` that are missing.
void append_members(std::string_view type, JsonObject object, std::span<const Standard> standards, std::string& out) {
  bool first = true;
  std::unordered_set<std::string_view> names;
  const auto append_name = [&](std::string_view name) {
    if (!std::exchange(first, false)) out += ',';
    append_string(out, name);
    out += ':';
  };
  for (const auto [name, value] : object) {
    if (value.is_null() || name == "id" || !names.insert(name).second) continue;
    append_name(name);
    append_value(type, name, value, out);
  }
  for (const auto& [name, json] : standards) {
    if (member(object, name)) continue;
    append_name(name);
    out += json;
  }
}

// A part of a message or of a tool's output.
void append_part(JsonObject part, std::string& out) {
  const std::string_view type = text_member(part, "type");
  std::span<const Standard> standards;
  if (type == "input_image") standards = kImagePart;
  if (type == "output_text") standards = kOutputTextPart;
  out += '{';
  append_members("", part, standards, out);
  out += '}';
}

void append_parts(JsonArray parts, std::string& out) {
  out += '[';
  bool first = true;
  for (const JsonValue part : parts) {
    if (!std::exchange(first, false)) out += ',';
    append_part(object_of(part), out);
  }
  out += ']';
}

void append_value(std::string_view type, std::string_view name, JsonValue value, std::string& out) {
  if (type.ends_with("tool_call_output") || type == "function_call_output") {
    if (name == "output" && value.is_array()) return append_parts(array_of(value), out);
  }
  if (type == "shell_call" && name == "action" && value.is_object()) {
    out += '{';
    append_members("", object_of(value), kShellAction, out);
    out += '}';
    return;
  }
  out += simdjson::minify(value);
}

void append_message(JsonObject item, std::string& out) {
  const std::string_view role = text_member(item, "role");
  out += "\"type\":\"message\",\"status\":\"completed\",\"role\":";
  append_string(out, role);
  out += ",\"content\":";
  const JsonValue content = *member(item, "content");
  if (!content.is_string()) return append_parts(array_of(content), out);
  out += role == "assistant" ? R"([{"type":"output_text","annotations":[],"logprobs":[],"text":)"
                             : R"([{"type":"input_text","text":)";
  append_string(out, text_of(content));
  out += "}]";
}

}  // namespace

std::optional<InputItem> shown_item(std::string_view type, JsonObject item) {
  if (type == "item_reference" || type == "compaction_trigger") return std::nullopt;
  InputItem shown{.id_prefix = "msg", .id = std::string(text_member(item, "id")), .members = {}};
  if (type == "message") {
    append_message(item, shown.members);
    return shown;
  }
  const auto* kind =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& each) { return each.type == type; });
  if (kind == std::end(kKinds)) return std::nullopt;
  shown.id_prefix = kind->id_prefix;
  append_members(type, item, kind->standards, shown.members);
  return shown;
}

InputItem shown_text(std::string_view text) {
  InputItem shown{.id_prefix = "msg", .id = {}, .members = {}};
  shown.members = R"("type":"message","status":"completed","role":"user","content":[{"type":"input_text","text":)";
  append_string(shown.members, text);
  shown.members += "}]";
  return shown;
}

}  // namespace oaisim
