// The subcommands of `oaisim-load`.
//
// Each reads its own arguments (argv[0] is the subcommand's name) and returns the exit code of the program, by the
// table at the end of the program's help.  Thread safety: one call per process.
#pragma once

namespace oaisim::loadtest {

inline constexpr int kExitPassed = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;  // as a shell tells of what SIGINT ended

int run_command(int argc, const char* const* argv);
int sweep_command(int argc, const char* const* argv);
int find_max_command(int argc, const char* const* argv);
int scenario_command(int argc, const char* const* argv);
int selftest_command(int argc, const char* const* argv);
int dataset_command(int argc, const char* const* argv);
int results_command(int argc, const char* const* argv);
int report_command(int argc, const char* const* argv);
int compare_command(int argc, const char* const* argv);

// Picks the subcommand that argv[1] names.
int dispatch(int argc, const char* const* argv);

}  // namespace oaisim::loadtest
