// Runs `oaisim-load` in this process and keeps what it prints.
//
// Nothing is kept in the home of who runs the tests: without --store, OAISIM_STORE says none.
// Thread safety: none, for standard output and error are replaced meanwhile.
#pragma once

#include <stdlib.h>

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "loadtest/commands/commands.h"

namespace oaisim::loadtest {

struct Printed {
  int code;
  std::string out;
  std::string err;
};

inline Printed oaisim_load(std::vector<std::string> arguments) {
  ::setenv("OAISIM_STORE", "none", 1);
  arguments.insert(arguments.begin(), "oaisim-load");
  std::vector<const char*> argv;
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  std::ostringstream out, err;
  auto* const real_out = std::cout.rdbuf(out.rdbuf());
  auto* const real_err = std::cerr.rdbuf(err.rdbuf());
  const int code = dispatch(static_cast<int>(argv.size()), argv.data());
  std::cout.rdbuf(real_out);
  std::cerr.rdbuf(real_err);
  return {code, out.str(), err.str()};
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace oaisim::loadtest
