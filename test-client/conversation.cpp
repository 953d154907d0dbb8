#include "test-client/conversation.h"

namespace oaisim::chat {
namespace {

void show_usage(std::ostream& out, const std::optional<Usage>& usage) {
  if (!usage) return;
  out << "[" << usage->prompt << " prompt + " << usage->completion << " completion = " << usage->total << " tokens]\n";
}

// Asks, shows the answer or what went wrong, and adds the answer to what was said.
int ask_once(ChatClient& client, bool streamed, std::vector<Message>& messages, const Terminal& terminal) {
  bool has_shown = false;
  const auto show = [&](std::string_view text) {
    has_shown = has_shown || !text.empty();
    terminal.out << text << std::flush;
  };
  auto answer = streamed ? client.ask_streamed(messages, show) : client.ask(messages);
  if (!answer) {
    if (has_shown) terminal.out << std::endl;
    terminal.err << "oaisim-chat: " << answer.error().message << std::endl;
    return exit_code(answer.error());
  }
  if (!streamed) terminal.out << answer->text;
  terminal.out << '\n';
  show_usage(terminal.out, answer->usage);
  terminal.out << std::flush;
  messages.push_back({"assistant", std::move(answer->text)});
  return 0;
}

int converse_in_turns(ChatClient& client, bool streamed, std::vector<Message>& messages, const Terminal& terminal) {
  int code = 0;
  std::string line;
  while (true) {
    if (terminal.is_interactive) terminal.out << "> " << std::flush;
    if (!std::getline(terminal.in, line)) break;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    messages.push_back({"user", line});
    code = ask_once(client, streamed, messages, terminal);
    if (code != 0) messages.pop_back();
  }
  if (terminal.is_interactive) terminal.out << std::endl;
  return code;
}

}  // namespace

int exit_code(const Error& error) {
  switch (error.code) {
    case ErrorCode::io:
    case ErrorCode::timed_out:
      return 3;
    case ErrorCode::limit_exceeded:
      return 4;
    default:
      return 1;
  }
}

int converse(const Settings& settings, Terminal terminal) {
  ChatClient client(settings.target, settings.max_tokens);
  std::vector<Message> messages;
  if (!settings.system.empty()) messages.push_back({"system", settings.system});
  if (settings.mode != Mode::chat) {
    return converse_in_turns(client, settings.mode == Mode::chatbot_stream, messages, terminal);
  }
  messages.push_back({"user", settings.prompt});
  return ask_once(client, false, messages, terminal);
}

}  // namespace oaisim::chat
