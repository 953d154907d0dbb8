#include "simulator/protocols/messages_content.h"

#include <algorithm>
#include <utility>

#include "simulator/protocols/attachments.h"
#include "simulator/protocols/json_members.h"

namespace oaisim {
namespace {

using Found = std::optional<ApiError>;

constexpr std::size_t kMostNamedCalls = 100;
constexpr std::size_t kLongestNamed = 200;
constexpr std::size_t kLargestImage = 5 * 1024 * 1024;
constexpr std::string_view kSpace = " \t\n\v\f\r";

// An id as messages show it.
std::string shown(std::string_view id) { return std::string(id.substr(0, kLongestNamed)); }

bool is_call_id(std::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool is_empty(JsonValue content) {
  return content.is_string() ? text_of(content).empty() : array_of(content).size() == 0;
}

std::string_view last_text(JsonValue content) {
  if (content.is_string()) return text_of(content);
  std::string_view text;
  for (const JsonValue block : array_of(content)) text = text_member(object_of(block), "text");
  return text;
}

}  // namespace

std::string MessagesContent::place() const {
  return "messages." + std::to_string(message_) + ".content." + std::to_string(block_);
}

Found MessagesContent::read_system(JsonValue system) {
  ++request_.messages;
  request_.prompt_texts.emplace_back("system");
  if (system.is_string()) {
    request_.add_text(text_of(system));
    return std::nullopt;
  }
  for (const JsonValue value : array_of(system)) {
    const std::string_view text = text_member(object_of(value), "text");
    if (text.empty()) return ApiError{.message = "system: text content blocks must be non-empty"};
    request_.add_text(text);
  }
  return std::nullopt;
}

Found MessagesContent::read_messages(JsonArray messages) {
  if (messages.size() == 0) return ApiError{.message = "messages: at least one message is required"};
  const std::size_t count = messages.size();
  JsonObject last;
  for (const JsonValue value : messages) {
    last = object_of(value);
    if (auto error = read_message(last, message_ + 1 == count)) return error;
    ++message_;
  }
  return check_end(last);
}

Found MessagesContent::read_message(JsonObject message, bool is_last) {
  const std::string_view role = text_member(message, "role");
  const JsonValue content = message.at_key("content").value_unsafe();
  if (auto error = begin_turn(role)) return error;
  if (is_empty(content)) {
    if (is_last && role == "assistant") return std::nullopt;
    return ApiError{.message = "messages." + std::to_string(message_) +
                               ": all messages must have non-empty content except for the optional final assistant "
                               "message"};
  }
  ++request_.messages;
  request_.prompt_texts.push_back(role);
  if (std::exchange(turn_begins_, false) && role == "assistant") note_thoughts(content);
  return content.is_string() ? read_text(text_of(content)) : read_blocks(array_of(content));
}

// A message of the role of the one before goes on with its turn.
Found MessagesContent::begin_turn(std::string_view role) {
  if (role != "user" && role != "assistant" && role != "system") {
    return ApiError{.message = "messages." + std::to_string(message_) + ".role: Input should be 'user' or 'assistant'"};
  }
  if (role == "system") {
    request_.claude.system_turn = true;
    if (role_ == "user") return std::nullopt;  // it stands within the user's turn
    return ApiError{
        .message =
            "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, "
            "not \"system\" as an input message role."};
  }
  if (role == role_) return std::nullopt;
  if (role == "assistant") {
    if (!open_calls_.empty()) return unanswered();
    answered_.clear();
    thoughtless_.clear();
  }
  role_ = role;
  turn_begins_ = true;
  has_result_ = false;
  return std::nullopt;
}

// What is wrong with an assistant's turn that begins without thoughts, when thinking has a budget.
void MessagesContent::note_thoughts(JsonValue content) {
  std::string_view type = "text";
  if (content.is_array()) type = text_member(object_of(*array_of(content).begin()), "type");
  if (type == "thinking" || type == "redacted_thinking") return;
  thoughtless_ =
      "messages." + std::to_string(message_) +
      ".content.0.type: Expected `thinking` or `redacted_thinking`, but found `" + std::string(type) +
      "`. When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the "
      "lastmost set of `tool_use` and `tool_result` blocks). We recommend you include thinking blocks from previous "
      "turns. To avoid this requirement, disable `thinking`. Please consult our documentation at "
      "https://docs.claude.com/en/docs/build-with-claude/extended-thinking";
}

Found MessagesContent::read_text(std::string_view text) {
  if (text.empty()) return ApiError{.message = "messages: text content blocks must be non-empty"};
  if (text.find_first_not_of(kSpace) == std::string_view::npos) {
    return ApiError{.message = "messages: text content blocks must contain non-whitespace text"};
  }
  request_.add_text(text);
  return std::nullopt;
}

Found MessagesContent::read_blocks(JsonArray blocks) {
  block_ = 0;
  for (const JsonValue value : blocks) {
    if (auto error = read_block(object_of(value))) return error;
    ++block_;
  }
  return std::nullopt;
}

Found MessagesContent::read_block(JsonObject block) {
  const std::string_view type = text_member(block, "type");
  if (auto error = check_citations(block)) return error;
  if (type == "text") return read_text(text_member(block, "text"));
  if (type == "image") return read_image(block);
  if (type == "document") return read_document(block);
  if (type == "tool_use") return read_call(block);
  if (type == "tool_result") return read_result(block);
  if (type == "server_tool_use") server_calls_.insert(text_member(block, "id"));
  if (type == "search_result") {
    request_.add_text(text_member(block, "title"));
    request_.add_text(text_member(block, "source"));
    return read_texts(block.at_key("content").value_unsafe());
  }
  if (type.ends_with("_tool_result") && !type.starts_with("mcp_")) return read_server_result(block, type);
  return std::nullopt;
}

Found MessagesContent::read_call(JsonObject block) {
  if (role_ != "assistant") {
    return ApiError{.message = place() + ": `tool_use` blocks can only be in `assistant` messages"};
  }
  const std::string_view id = text_member(block, "id");
  if (!is_call_id(id)) {
    return ApiError{.message = place() + ".tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"};
  }
  if (!calls_.insert(id).second) return ApiError{.message = "messages: `tool_use` ids must be unique"};
  open_calls_.insert(id);
  caller_ = message_;
  request_.add_text(text_member(block, "name"));
  request_.made_texts.push_back(simdjson::minify(block.at_key("input").value_unsafe()));
  request_.add_text(request_.made_texts.back());
  return std::nullopt;
}

Found MessagesContent::read_result(JsonObject block) {
  if (role_ != "user") {
    return ApiError{.message = place() + ": `tool_result` blocks can only be in `user` messages"};
  }
  const std::string_view id = text_member(block, "tool_use_id");
  if (answered_.contains(id)) {
    return ApiError{
        .message =
            place() +
            ": each tool_use must have a single result. Found multiple `tool_result` blocks with id: " + shown(id)};
  }
  if (open_calls_.erase(id) == 0) {
    return ApiError{.message = place() + ": unexpected `tool_use_id` found in `tool_result` blocks: " + shown(id) +
                               ". Each `tool_result` block must have a corresponding `tool_use` block in the previous "
                               "message."};
  }
  answered_.insert(id);
  has_result_ = true;
  JsonValue content;
  if (block.at_key("content").get(content) != simdjson::SUCCESS) return std::nullopt;
  return read_texts(content);
}

Found MessagesContent::read_server_result(JsonObject block, std::string_view type) {
  const std::string_view id = text_member(block, "tool_use_id");
  if (server_calls_.contains(id)) return std::nullopt;
  return ApiError{.message = place() + ": unexpected `tool_use_id` found in `" + std::string(type) +
                             "` blocks: " + shown(id) + ". Each `" + std::string(type) +
                             "` block must have a corresponding `server_tool_use` block before it."};
}

Found MessagesContent::read_texts(JsonValue content) {
  if (content.is_string()) {
    request_.add_text(text_of(content));
    return std::nullopt;
  }
  for (const JsonValue value : array_of(content)) {
    const JsonObject block = object_of(value);
    const std::string_view type = text_member(block, "type");
    Found error = check_citations(block);
    if (type == "text") {
      request_.add_text(text_member(block, "text"));
    } else if (type == "image") {
      error = read_image(block);
    } else if (type == "document") {
      error = read_document(block);
    } else if (type == "search_result") {
      error = read_texts(block.at_key("content").value_unsafe());
    }
    if (error) return error;
  }
  return std::nullopt;
}

Found MessagesContent::read_image(JsonObject block) {
  ImageInput& image = request_.images.emplace_back();
  const JsonObject source = object_of(block.at_key("source").value_unsafe());
  if (text_member(source, "type") != "base64") return std::nullopt;
  const std::string_view data = text_member(source, "data");
  const std::size_t bytes = data.size() / 4 * 3;
  if (bytes > kLargestImage) {
    return ApiError{.message = place() + ".image.source.base64: image exceeds 5 MB maximum: " + std::to_string(bytes) +
                               " bytes > " + std::to_string(kLargestImage) + " bytes"};
  }
  switch (read_base64_image(data, image)) {
    case ImageFault::base64:
      return ApiError{.message = place() + ".image.source.base64.data: Invalid base64 data"};
    case ImageFault::format:
      return ApiError{.message = "Could not process image"};
    case ImageFault::none:
      break;
  }
  return std::nullopt;
}

Found MessagesContent::check_citations(JsonObject block) const {
  JsonArray citations;
  if (!strict_ || role_ != "user" || text_member(block, "type") != "text") return std::nullopt;
  if (block.at_key("citations").get(citations) != simdjson::SUCCESS || citations.size() == 0) return std::nullopt;
  return ApiError{.message = place() + ".text.citations: `citations` can only be in `assistant` messages"};
}

Found MessagesContent::read_document(JsonObject block) {
  if (strict_ && role_ != "user") {
    return ApiError{.message = place() + ": `document` blocks can only be in `user` messages"};
  }
  request_.add_text(text_member(block, "title"));
  request_.add_text(text_member(block, "context"));
  const JsonObject source = object_of(block.at_key("source").value_unsafe());
  const std::string_view type = text_member(source, "type");
  if (type == "content") return read_texts(source.at_key("content").value_unsafe());
  if (type == "text") {
    request_.add_text(text_member(source, "data"));
  } else {
    request_.other_tokens += kDocumentTokens;
  }
  return std::nullopt;
}

Found MessagesContent::unanswered() const {
  std::string ids;
  std::size_t named = 0;
  for (const auto id : open_calls_) {
    if (named++ == kMostNamedCalls) break;
    ids.append(ids.empty() ? "" : ", ").append(shown(id));
  }
  return ApiError{.message =
                      "messages." + std::to_string(caller_) +
                      ": `tool_use` ids were found without `tool_result` blocks immediately after: " + ids +
                      ". Each `tool_use` block must have a corresponding `tool_result` block in the next message."};
}

Found MessagesContent::check_end(JsonObject last) {
  if (!open_calls_.empty()) return unanswered();
  const bool prefill = role_ == "assistant";
  request_.claude.prefill = prefill;
  request_.is_turn_of_user = !prefill && !has_result_;
  if (prefill || has_result_) request_.claude.thoughtless = thoughtless_;
  if (!prefill) return std::nullopt;
  const std::string_view end = last_text(last.at_key("content").value_unsafe());
  if (end.empty() || kSpace.find(end.back()) == std::string_view::npos) return std::nullopt;
  return ApiError{.message = "messages: final assistant content cannot end with trailing whitespace"};
}

}  // namespace oaisim
