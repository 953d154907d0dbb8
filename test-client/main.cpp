#include <unistd.h>

#include <csignal>
#include <iostream>

#include "test-client/conversation.h"
#include "test-client/settings.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a server that goes away is a failure with a message
  const auto settings = oaisim::chat::read_settings(argc, argv);
  if (!settings) {
    std::cerr << "oaisim-chat: " << settings.error().message << '\n';
    return 2;
  }
  if (!settings->has_value()) return 0;
  return oaisim::chat::converse(**settings, {std::cin, std::cout, std::cerr, isatty(STDIN_FILENO) == 1});
}
