#include "loadtest/client/chat_request.h"

#include <nlohmann/json.hpp>

#include "common/base/version.h"

namespace oaisim::loadtest {

std::string chat_body(const Target& target, const RequestPlan& chat, std::string_view prompt) {
  nlohmann::ordered_json body;
  if (!target.model.empty()) body["model"] = target.model;
  body["messages"] = nlohmann::ordered_json::array({{{"role", "user"}, {"content", prompt}}});
  if (chat.max_tokens) body["max_tokens"] = *chat.max_tokens;
  if (chat.stream) {
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
  }
  // Bytes that are not UTF-8 are replaced, so that every prompt makes valid JSON.
  return body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string chat_request(const Target& target, const RequestPlan& chat, std::string_view prompt) {
  const std::string body = chat_body(target, chat, prompt);
  std::string text = "POST " + target.path_and_query + " HTTP/1.1\r\nHost: " + target.url.authority() +
                     "\r\nUser-Agent: oaisim-load/" + kVersion + "\r\nContent-Type: application/json\r\nAccept: " +
                     (chat.stream ? "text/event-stream" : "application/json") + "\r\n";
  if (!target.key.empty()) {
    text += (target.flavor == ApiFlavor::azure ? "api-key: " : "Authorization: Bearer ") + target.key + "\r\n";
  }
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace oaisim::loadtest
