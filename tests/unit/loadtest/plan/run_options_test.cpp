#include "loadtest/plan/run_options.h"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

Result<RunPlan> plan_of(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "run");
  OptionSet options("oaisim-load run", "");
  RunOptions flags(options);
  const auto outcome = options.parse(static_cast<int>(arguments.size()), arguments.data());
  if (!outcome) return outcome.error();
  return flags.plan(static_cast<int>(arguments.size()), arguments.data());
}

constexpr const char* kUrl = "http://localhost:1";

}  // namespace

TEST_CASE("a plan without a load is one user for ten seconds") {
  const auto plan = plan_of({"--url", kUrl, "--model", "m"});
  REQUIRE(plan.ok());
  CHECK(plan->load.shape == LoadShape::closed_loop);
  CHECK(plan->load.users == 1);
  CHECK(plan->load.duration == 10s);
  CHECK_FALSE(plan->load.requests.has_value());
  CHECK(plan->dataset.prompts.size() == 1);
}

TEST_CASE("requests alone bound a run, without a duration") {
  const auto plan = plan_of({"--url", kUrl, "--model", "m", "--requests", "5"});
  REQUIRE(plan.ok());
  CHECK_FALSE(plan->load.duration.has_value());
  CHECK(plan->load.requests == 5);
}

TEST_CASE("a rate makes an open loop, and with users a paced one") {
  CHECK(plan_of({"--url", kUrl, "--model", "m", "--rate", "5"})->load.shape == LoadShape::constant_rate);
  const auto paced = plan_of({"--url", kUrl, "--model", "m", "--rate", "5", "--users", "3"});
  CHECK(paced->load.shape == LoadShape::paced_users);
  CHECK(paced->load.connections() == 3);
}

TEST_CASE("flags that do not go together are refused by name") {
  const auto message = [](std::vector<const char*> more) {
    more.insert(more.begin(), {"--url", kUrl, "--model", "m"});
    return plan_of(more).error().message;
  };
  CHECK(message({"--rate", "5", "--think-time", "1s"}).starts_with("--think-time"));
  CHECK(message({"--rate", "5", "--spawn-rate", "1"}).starts_with("--spawn-rate"));
  CHECK(message({"--duration", "5s", "--warmup", "5s"}).starts_with("--warmup must be shorter"));
  CHECK(message({"--max-tokens", "5", "--output-tokens", "5"}).starts_with("--max-tokens and --output-tokens"));
  CHECK(message({"--fail-if", "x"}).starts_with("--fail-if: 'x'"));
}

TEST_CASE("a prompt may hold commas and several are kept in order") {
  const auto plan = plan_of({"--url", kUrl, "--model", "m", "--prompt", "a, b", "--prompt", "c"});
  CHECK(plan->dataset.prompts == std::vector<std::string>{"a, b", "c"});
}

TEST_CASE("the environment names the target, and --model wins over its deployment") {
  setenv("TEST_OPENAI_ENDPOINT", "http://from-env:2", 1);
  setenv("TEST_OPENAI_KEY", "secret-key", 1);
  setenv("TEST_OPENAI_DEPLOYMENT", "dep", 1);
  const auto azure = plan_of({});
  const auto openai = plan_of({"--model", "m"});
  unsetenv("TEST_OPENAI_ENDPOINT");
  unsetenv("TEST_OPENAI_KEY");
  unsetenv("TEST_OPENAI_DEPLOYMENT");
  REQUIRE(azure.ok());
  CHECK(azure->target.deployment == "dep");
  CHECK(azure->target.key == "secret-key");
  CHECK(azure->target.url.host == "from-env");
  REQUIRE(openai.ok());
  CHECK(openai->target.model == "m");
  CHECK(openai->target.deployment.empty());
}
