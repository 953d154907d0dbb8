#include "loadtest/commands/results_command.h"

#include <iostream>

#include "loadtest/commands/commands.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kHelp =
    R"(oaisim-load results - The runs that are kept: what `run` and `scenario` put into a store.

Usage: oaisim-load results COMMAND [options]

Commands:
  list    The newest runs, one line each
  show    One run as its report: `latest`, `previous`, an id or its beginning, a benchmark run id, or a name
  query   The runs that meet conditions, such as --where 'ttft_p99>500ms'
  export  Writes runs, or the rows of their requests, to a file
  delete  Removes runs with their requests
  sync    Puts what waits on disk into the store

All take --store, which is a path or sqlite:PATH, postgres://... or mongodb://...  Without it, the first of OAISIM_STORE,
MONGODB_URI (with DATABASE_NAME) and DB_HOST (with DB_PORT, DB_NAME, DB_USER, DB_PASSWORD), or results.db in
$XDG_DATA_HOME/oaisim or ~/.local/share/oaisim.  `oaisim-load results COMMAND --help` shows a command's options.

Examples:
  oaisim-load results show latest
  oaisim-load results query --where 'model=gpt-4o' --where 'started>7d' --format csv
  oaisim-load results export latest --requests --format csv --output requests.csv
)";

struct Command {
  std::string_view name;
  int (*run)(int argc, const char* const* argv);
};

constexpr Command kCommands[] = {{"list", results_list},     {"show", results_show},     {"query", results_query},
                                 {"export", results_export}, {"delete", results_delete}, {"sync", results_sync}};

}  // namespace

int results_command(int argc, const char* const* argv) {
  if (argc < 2) return std::cerr << kHelp, kExitUsage;
  const std::string_view name = argv[1];
  if (name == "--help" || name == "-h" || name == "help") return std::cout << kHelp, kExitPassed;
  for (const auto& command : kCommands) {
    if (command.name == name) return command.run(argc - 1, argv + 1);
  }
  std::cerr << "oaisim-load results: unknown command '" << name
            << "'; allowed: list, show, query, export, delete, sync\n";
  return kExitUsage;
}

int results_error(const char* name, const std::string& message) {
  std::cerr << "oaisim-load results " << name << ": " << message << '\n';
  return kExitUsage;
}

}  // namespace oaisim::loadtest
