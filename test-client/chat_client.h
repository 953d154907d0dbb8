// Asks one chat completions endpoint, whole or streamed; works with OpenAI, Azure OpenAI and the simulator.
//
//   ChatClient client(target, max_tokens);
//   auto answer = client.ask({{"user", "Hello"}});                         // blocks until the whole answer is there
//   auto streamed = client.ask_streamed(messages, [](std::string_view text) { std::cout << text << std::flush; });
//
// Errors are messages for a person and never contain the key.  Their codes: io and timed_out (no connection, or
// it broke), limit_exceeded (429), not_found (404), invalid_argument (any other status or an unreadable answer).
// Thread safety: none; one owner asks one question at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/base/units.h"
#include "test-client/settings.h"

namespace oaisim::chat {

struct Message {
  std::string role;
  std::string content;
};

struct Usage {
  TokenCount prompt = 0;
  TokenCount completion = 0;
  TokenCount total = 0;
};

struct Answer {
  std::string text;
  std::optional<Usage> usage;  // absent when the server sent none
};

class ChatClient {
 public:
  explicit ChatClient(Target target, std::optional<std::int64_t> max_tokens = {})
      : target_(std::move(target)), max_tokens_(max_tokens) {}

  Result<Answer> ask(const std::vector<Message>& messages);

  // `on_text` gets each piece of text when it arrives.  After an error it may have got a part.
  Result<Answer> ask_streamed(const std::vector<Message>& messages,
                              const std::function<void(std::string_view)>& on_text);

 private:
  std::string request_body(const std::vector<Message>& messages, bool streamed) const;

  Target target_;
  std::optional<std::int64_t> max_tokens_;
};

}  // namespace oaisim::chat
