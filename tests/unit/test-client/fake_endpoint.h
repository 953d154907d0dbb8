// A chat completions endpoint that answers what a test tells it to, on a free port of this machine.
//
// Ownership: the server thread ends with the object.  Thread safety: `requests` may be read between requests.
#pragma once

#include <httplib.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "test-client/settings.h"

namespace oaisim::chat {

class FakeEndpoint {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  explicit FakeEndpoint(Handler handler) {
    server_.Post(".*", [this, handler](const httplib::Request& request, httplib::Response& response) {
      requests.push_back(request);
      handler(request, response);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~FakeEndpoint() {
    server_.stop();
    thread_.join();
  }
  FakeEndpoint(const FakeEndpoint&) = delete;
  FakeEndpoint& operator=(const FakeEndpoint&) = delete;

  Target target() const {
    return {.base_url = "http://127.0.0.1:" + std::to_string(port_),
            .path = "/v1/chat/completions",
            .model = "gpt-4o",
            .key = "secret-key",
            .timeout = std::chrono::seconds(20)};
  }

  std::vector<httplib::Request> requests;

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

inline std::string whole_answer(const std::string& text) {
  return nlohmann::json{{"choices", {{{"message", {{"role", "assistant"}, {"content", text}}}}}},
                        {"usage", {{"prompt_tokens", 3}, {"completion_tokens", 4}, {"total_tokens", 7}}}}
      .dump();
}

inline constexpr const char* kStreamedAnswer =
    "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n"
    "data: [DONE]\n\n";

}  // namespace oaisim::chat
