#include "loadtest/plan/target_options.h"

#include <algorithm>
#include <string_view>

namespace oaisim::loadtest {
namespace {

bool has_flag(int argc, const char* const* argv, std::string_view flag) {
  return std::any_of(argv, argv + argc, [&](std::string_view argument) {
    return argument == flag || (argument.starts_with(flag) && argument.substr(flag.size()).starts_with('='));
  });
}

}  // namespace

TargetOptions::TargetOptions(OptionSet& options) {
  const std::string group = "Target";
  options.add(wishes_.url, {.name = "url",
                            .env = "TEST_OPENAI_ENDPOINT",
                            .help = "Address to test, such as http://localhost:8000",
                            .value_name = "URL",
                            .group = group});
  options.add(wishes_.model, {.name = "model",
                              .help = "Model; sends to the OpenAI address /v1/chat/completions",
                              .value_name = "MODEL",
                              .group = group});
  options.add(wishes_.deployment,
              {.name = "deployment",
               .env = "TEST_OPENAI_DEPLOYMENT",
               .help = "Deployment; sends to the Azure address /openai/deployments/DEPLOYMENT/chat/completions",
               .value_name = "DEPLOYMENT",
               .group = group});
  options.add(wishes_.api_version,
              {.name = "api-version", .help = "Of an Azure address", .value_name = "DATE", .group = group});
  options.add(wishes_.key, {.name = "key",
                            .env = "TEST_OPENAI_KEY",
                            .help = "API key; empty: none is sent",
                            .value_name = "KEY",
                            .group = group,
                            .secret = true});
}

Result<Target> TargetOptions::plan(int argc, const char* const* argv) const {
  TargetWishes wishes = wishes_;
  // A flag beats the environment: --model wins over TEST_OPENAI_DEPLOYMENT.
  if (has_flag(argc, argv, "--model") && !has_flag(argc, argv, "--deployment")) wishes.deployment.clear();
  return make_target(wishes);
}

}  // namespace oaisim::loadtest
