#include <iostream>
#include <string_view>

#include "common/base/version.h"
#include "loadtest/commands/commands.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kHelp =
    R"(oaisim-load - Load tests for OpenAI-compatible servers.

Usage: oaisim-load COMMAND [options]

Commands:
  run       Offer load to an address and measure it, in a closed or an open loop
  sweep     Make a run for each of several rates, numbers of users or lengths of replies
  find-max  Search for the highest rate at which a server keeps its objectives
  scenario  Run a scripted scenario against the simulator and check its figures
  selftest  Hold the figures of this program against what a simulator of its own says it sent
  dataset   Make a dataset of prompts, or show what is in one
  results   List, show, query, export and delete the runs that are kept
  report    Show a stored result, or several as one, as a page, a table or data
  compare   Hold a stored result against another, with confidence intervals
  help      Show this

`oaisim-load COMMAND --help` shows a command's options.

Exit codes:
  0    It went well.  Also a run whose figures are INVALID because the client was the limit, when it has no --fail-if
  1    A --fail-if held, or the figures that it looks at are INVALID; nothing succeeded; a scenario's check or the
       self-test failed; no rate was sustained
  2    Bad usage; what could not begin, or could not be read or written
  130  Ctrl-C (or SIGTERM) came twice, or ended a sweep or a search

Example:
  oaisim-load run --url http://localhost:8000 --model gpt-4o --key KEY --users 10 --duration 30s --stream
)";

struct Command {
  std::string_view name;
  int (*run)(int argc, const char* const* argv);
};

constexpr Command kCommands[] = {
    {"run", run_command},           {"sweep", sweep_command},       {"find-max", find_max_command},
    {"scenario", scenario_command}, {"selftest", selftest_command}, {"dataset", dataset_command},
    {"results", results_command},   {"report", report_command},     {"compare", compare_command}};

}  // namespace

int dispatch(int argc, const char* const* argv) {
  if (argc < 2) return std::cerr << kHelp, kExitUsage;
  const std::string_view name = argv[1];
  if (name == "--help" || name == "-h" || name == "help") return std::cout << kHelp, kExitPassed;
  if (name == "--version") return std::cout << "oaisim-load " << kVersion << '\n', kExitPassed;
  for (const auto& command : kCommands) {
    if (command.name == name) return command.run(argc - 1, argv + 1);
  }
  std::cerr << "oaisim-load: unknown command '" << name << "'; allowed: ";
  for (const auto& command : kCommands) std::cerr << command.name << ", ";
  std::cerr << "help\n";
  return kExitUsage;
}

}  // namespace oaisim::loadtest
