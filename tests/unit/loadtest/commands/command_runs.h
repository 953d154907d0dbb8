// Runs `oaisim-load` in the process of the test.
//
//   const CommandRun run = oaisim_load({"report", path});
//
// Thread safety: none; while a command runs, what it prints is not on the terminal.
#pragma once

#include <stdlib.h>

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "loadtest/commands/commands.h"

namespace oaisim::loadtest {

struct CommandRun {
  int code;
  std::string out;
  std::string err;
};

inline CommandRun oaisim_load(std::vector<std::string> arguments) {
  ::setenv("OAISIM_STORE", "none", 1);  // tests leave nothing in the home of who runs them
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

}  // namespace oaisim::loadtest
