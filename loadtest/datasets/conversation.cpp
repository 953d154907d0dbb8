#include "loadtest/datasets/conversation.h"

#include <algorithm>
#include <string_view>

namespace oaisim::loadtest {
namespace {

using nlohmann::json;

enum class Role { system, user, assistant, tool };

struct RoleName {
  std::string_view name;
  Role role;
};
constexpr RoleName kRoles[] = {{"system", Role::system},       {"developer", Role::system},
                               {"user", Role::user},           {"human", Role::user},
                               {"assistant", Role::assistant}, {"gpt", Role::assistant},
                               {"chatgpt", Role::assistant},   {"bing", Role::assistant},
                               {"bard", Role::assistant},      {"model", Role::assistant},
                               {"tool", Role::tool},           {"function", Role::tool},
                               {"function_call", Role::tool},  {"function_response", Role::tool},
                               {"observation", Role::tool}};

constexpr const char* kExpectedMessage =
    "expected {\"role\": ..., \"content\": ...}, {\"from\": ..., \"value\": ...} or a text";

struct Message {
  Role role = Role::user;
  std::string text = {};
  std::vector<std::string> images = {};
};

const std::string* text_at(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() ? found->get_ptr<const std::string*>() : nullptr;
}

Result<Role> role_of(const json& message) {
  const std::string* name = text_at(message, "role");
  if (name == nullptr) name = text_at(message, "from");
  if (name == nullptr) return invalid(kExpectedMessage);
  for (const auto& role : kRoles) {
    if (role.name == *name) return role.role;
  }
  return invalid("unknown role '" + name->substr(0, 40) +
                 "'; expected system, developer, user or human, assistant or gpt, tool or function");
}

// {"type": "image_url", "image_url": {"url": URL}} and the flatter {"type": "input_image", "image_url": URL}.
Status read_image(const json& part, Message& message) {
  const auto image = part.find("image_url");
  if (image == part.end()) return invalid("a content part without image_url");
  const auto& url = image->is_object() && image->contains("url") ? (*image)["url"] : *image;
  if (!is_image_url(url)) return invalid("image_url is no URL; expected one that begins with data:, http: or https:");
  message.images.push_back(url.get<std::string>());
  return success();
}

Status read_part(const json& part, Message& message) {
  const std::string* type = part.is_object() ? text_at(part, "type") : nullptr;
  if (type == nullptr) return invalid("a content part without a type");
  if (*type == "image_url" || *type == "input_image") return read_image(part, message);
  const std::string* text = text_at(part, "text");
  if (text == nullptr) {
    return invalid("content part of type '" + type->substr(0, 40) + "'; expected text or image_url");
  }
  if (!message.text.empty()) message.text += '\n';
  message.text += *text;
  return success();
}

Status read_content(const json& content, Message& message) {
  if (const auto* text = content.get_ptr<const std::string*>(); text != nullptr) return message.text = *text, success();
  if (content.is_null()) return success();
  if (!content.is_array())
    return invalid(std::string("content is a ") + content.type_name() + "; expected text or parts");
  for (const auto& part : content) {
    if (auto status = read_part(part, message); !status) return status;
  }
  return success();
}

Result<Message> read_message(const json& value) {
  Message message;
  if (const auto* text = value.get_ptr<const std::string*>(); text != nullptr) return message.text = *text, message;
  if (!value.is_object()) return invalid(kExpectedMessage);
  const auto role = role_of(value);
  if (!role) return role.error();
  message.role = *role;
  if (*role == Role::tool) return message;
  const auto content = value.contains("role") ? value.find("content") : value.find("value");
  if (content == value.end()) return *role == Role::assistant ? Result(message) : invalid(kExpectedMessage);
  if (auto status = read_content(*content, message); !status) return status.error();
  return message;
}

void append_paragraph(std::string& text, const std::string& more) {
  if (!text.empty() && !more.empty()) text += "\n\n";
  text += more;
}

}  // namespace

Status read_conversation(const json& messages, Sample& sample) {
  std::size_t number = 0;
  for (const auto& value : messages) {
    ++number;
    auto message = read_message(value);
    if (!message) return invalid("message " + std::to_string(number) + ": " + message.error().message);
    if (message->role == Role::system) {
      append_paragraph(sample.system, message->text);
    } else if (message->role == Role::user) {
      sample.turns.push_back({.user = std::move(message->text), .images = std::move(message->images)});
    } else if (message->role == Role::assistant && !sample.turns.empty()) {
      append_paragraph(sample.turns.back().recorded_reply, message->text);
    }
  }
  return success();
}

bool is_image_url(const json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text != nullptr && (text->starts_with("data:") || text->starts_with("http:") || text->starts_with("https:"));
}

}  // namespace oaisim::loadtest
