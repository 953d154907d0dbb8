// The terminal that a live view may draw on: whether there is one, and what it can do.
//
// Thread safety: a value.
#pragma once

#include <cstddef>

namespace oaisim::loadtest {

struct ScreenSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

struct Screen {
  bool terminal = false;  // false: a log, or a terminal that cannot move its cursor (TERM=dumb)
  bool colour = false;    // not with NO_COLOR (https://no-color.org)
  bool unicode = false;   // the locale's characters are UTF-8
  ScreenSize (*size)() = [] { return ScreenSize{}; };  // now: people resize their windows

  static Screen of_stderr();
};

}  // namespace oaisim::loadtest
