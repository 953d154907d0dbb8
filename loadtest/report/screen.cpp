#include "loadtest/report/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace oaisim::loadtest {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

ScreenSize size_of_stderr() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {.columns = size.ws_col, .rows = size.ws_row};
}

bool has_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto locale = variable(name);
    if (locale.empty()) continue;
    return locale.find("UTF-8") != std::string_view::npos || locale.find("utf8") != std::string_view::npos;
  }
  return false;
}

}  // namespace

Screen Screen::of_stderr() {
  const bool terminal = ::isatty(STDERR_FILENO) != 0 && variable("TERM") != "dumb";
  return {.terminal = terminal,
          .colour = terminal && variable("NO_COLOR").empty(),
          .unicode = has_utf8(),
          .size = size_of_stderr};
}

}  // namespace oaisim::loadtest
