// What `oaisim-load run --config FILE` makes of a file.
//
// Thread safety: none.
#pragma once

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "loadtest/plan/benchmark_file.h"
#include "loadtest/plan/run_options.h"
#include "loadtest/store/store_options.h"
#include "tests/support/files.h"

namespace oaisim::loadtest {

// While it lives, no variable of the environment says what a file is to say.
class WithoutVariables {
 public:
  WithoutVariables() {
    for (const char* name : {"OAISIM_STORE", "TEST_OPENAI_ENDPOINT", "TEST_OPENAI_DEPLOYMENT", "TEST_OPENAI_KEY"}) {
      if (const char* value = std::getenv(name); value != nullptr) saved_.emplace_back(name, value);
      ::unsetenv(name);
    }
  }
  ~WithoutVariables() {
    for (const auto& [name, value] : saved_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  WithoutVariables(const WithoutVariables&) = delete;
  WithoutVariables& operator=(const WithoutVariables&) = delete;

 private:
  std::vector<std::pair<std::string, std::string>> saved_;
};

// All options of the command, as it declares them.
struct RunFlags {
  WithoutVariables without_variables;
  OptionSet options{"oaisim-load run", ""};
  RunOptions run{options};
  StoreOptions store;

  RunFlags() {
    options.translate_config(translate_benchmark);
    store.declare_store(options);
    store.declare_identity(options);
  }
};

struct ConfigRun {
  Result<RunPlan> plan = invalid("not read");
  RunIdentity identity;

  explicit ConfigRun(const nlohmann::json& file, std::vector<std::string> flags = {}) {
    flags.insert(flags.begin(), {"run", "--config", temporary_file(file.dump())});
    std::vector<const char*> argv;
    for (const auto& flag : flags) argv.push_back(flag.c_str());
    const int count = static_cast<int>(argv.size());
    RunFlags read;
    const auto outcome = read.options.parse(count, argv.data());
    plan = outcome ? read.run.plan(count, argv.data()) : Result<RunPlan>(outcome.error());
    identity = read.store.identity(0);
  }
};

}  // namespace oaisim::loadtest
