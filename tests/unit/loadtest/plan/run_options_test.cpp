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
  CHECK(plan_of({"--url", kUrl, "--model", "m", "--rate", "5"})->load.shape == LoadShape::open_loop);
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
  CHECK(message({"--stage", "1m:5rps", "--rate", "1"}).starts_with("--rate does not go with --stage"));
  CHECK(message({"--stage", "1m:5rps", "--duration", "1s"}).starts_with("--duration does not go with --stage"));
  CHECK(message({"--stage", "1m:5rps", "--stage", "1m:5users"}).starts_with("--stage: rps and users"));
  CHECK(message({"--stage", "1m:0rps"}).starts_with("--stage: no stage has any load"));
  CHECK(message({"--stage", "1m:5rps", "--think-time", "1s"}).starts_with("--think-time"));
  CHECK(message({"--min-load", "1"}).starts_with("--min-load needs --max-load"));
  CHECK(message({"--max-load", "5", "--users", "5"}).starts_with("--users does not go with --max-load"));
  CHECK(message({"--max-load", "5", "--min-load", "6", "--ramp-duration", "1s"}).starts_with("--min-load must not"));
  CHECK(message({"--users", "5", "--burst", "6"}).starts_with("--burst is for an open loop"));
  CHECK(message({"--rate", "5", "--arrivals", "gamma"}).starts_with("--arrivals gamma needs --burstiness"));
  CHECK(message({"--rate", "5", "--arrivals", "poisson", "--burstiness", "2"}).starts_with("--burstiness is for"));
  CHECK(message({"--rate", "5", "--trace", "x"}).starts_with("--rate does not go with --trace"));
  CHECK(message({"--trace", "/nonexistent"}).starts_with("--trace: cannot read '/nonexistent'"));
  CHECK(message({"--requests", "5", "--cooldown", "1s"}).starts_with("--cooldown needs --duration"));
  CHECK(message({"--duration", "5s", "--cooldown", "3s", "--warmup", "2s"}).starts_with("--warmup and --cooldown"));
  CHECK(message({"--think-time", "often"}).starts_with("--think-time: 'often' is not a duration"));
  CHECK(message({"--max-tpm", "5"}).starts_with("--max-tpm needs --max-tokens"));
  CHECK(message({"--cancel-share", "5%"}).starts_with("--cancel-share and --cancel-after"));
  CHECK(message({"--cancel-share", "5", "--cancel-after", "1s"}).starts_with("--cancel-share: '5' is not a share"));
  CHECK(message({"--cancel-after-events", "5", "--stream"}).starts_with("--cancel-share and --cancel-after"));
  CHECK(message({"--cancel-share", "5%", "--cancel-after-events", "5"}).starts_with("--cancel-after-events needs"));
  CHECK(message({"--cancel-share", "5%", "--cancel-after-events", "5", "--cancel-after", "1s", "--stream"})
            .starts_with("--cancel-after and --cancel-after-events exclude each other"));
  CHECK(message({"--prometheus-push", "localhost:9091"}).starts_with("--prometheus-push: 'localhost:9091' starts"));
  CHECK(message({"--retry-on", "429,4xx"}).starts_with("--retry-on: '4xx' is not one of"));
  CHECK(message({"--fail-if", "x"}).starts_with("--fail-if: 'x'"));
}

TEST_CASE("stages say the shape, the duration and the most users") {
  const auto users = plan_of({"--url", kUrl, "--model", "m", "--stage", "1m:0..50users", "--stage", "30s:20.9users"});
  REQUIRE(users.ok());
  CHECK(users->load.shape == LoadShape::closed_loop);
  CHECK(users->load.users == 50);
  CHECK(users->load.duration == 90s);
  CHECK(users->load.text() == "closed loop of 1m:0..50users, 30s:20.9users");
  const auto rate = plan_of({"--url", kUrl, "--model", "m", "--stage", "2m:50rps", "--arrivals", "poisson"});
  REQUIRE(rate.ok());
  CHECK(rate->load.shape == LoadShape::open_loop);
  CHECK(rate->load.duration == 2min);
  CHECK(rate->load.text() == "Poisson arrivals of 2m:50rps on up to 4,000 connections");
  for (const char* bad :
       {"", "1m", "1m:5", "5rps", "0s:5rps", "1m:-5rps", "1m:5..rps", "1m:2000000users", "1m:xusers"}) {
    CHECK(plan_of({"--url", kUrl, "--model", "m", "--stage", bad}).error().message.find("is not a stage such as") !=
          std::string::npos);
  }
}

TEST_CASE("a load grows from least to most, and is held") {
  const auto plan =
      plan_of({"--url", kUrl, "--model", "m", "--min-load", "5", "--max-load", "40", "--ramp-duration", "30s"});
  REQUIRE(plan.ok());
  CHECK(plan->load.users == 40);
  CHECK(plan->load.duration == 40s);
  REQUIRE(plan->load.levels().size() == 2);
  CHECK(plan->load.levels()[0].from == 5);
  CHECK(plan->load.levels()[0].to == 40);
  CHECK(plan->load.levels()[1].length == kForever);
  CHECK(plan_of({"--url", kUrl, "--model", "m", "--max-load", "7"})->load.users == 7);
}

TEST_CASE("what is retried, given up and held back") {
  const auto plan = plan_of({"--url", kUrl, "--model", "m", "--retry-on", "5xx,connect", "--retry-on", "timeout",
                             "--retry-base", "100ms", "--cancel-share", "5%", "--cancel-after", "uniform:1s..2s",
                             "--max-rpm", "60", "--source-address", "127.0.0.1"});
  REQUIRE(plan.ok());
  CHECK_FALSE(plan->retry.on_429);
  CHECK(plan->retry.on_5xx);
  CHECK(plan->retry.on_connect);
  CHECK(plan->retry.on_timeout);
  CHECK(plan->retry.base == 100ms);
  CHECK(plan->send.cancel.share == doctest::Approx(0.05));
  CHECK(plan->send.cancel.after->text() == "uniform:1s..2s");
  CHECK(plan->send.requests_per_minute == 60);
  CHECK(plan->send.source_addresses.size() == 1);
  CHECK(plan_of({"--url", kUrl, "--model", "m", "--retry"})->retry.on_429);
}

TEST_CASE("a stream is given up after a number of events within its range") {
  const std::vector<const char*> flags{"--url", kUrl, "--model", "m", "--stream", "--cancel-share", "0.5"};
  const auto with = [&](const char* events) {
    auto all = flags;
    all.insert(all.end(), {"--cancel-after-events", events});
    return plan_of(all);
  };
  REQUIRE(with("3").ok());
  CHECK(with("3")->send.cancel.after_events == 3);
  CHECK_FALSE(with("3")->send.cancel.after.has_value());
  for (const char* bad : {"0", "-1", "1.5", "3s", "1000001", ""}) {
    CAPTURE(bad);
    CHECK(with(bad).error().message.find("--cancel-after-events") != std::string::npos);
  }
  CHECK(with("0").error().message.find("1 to 1000000") != std::string::npos);
}

TEST_CASE("metrics are pushed every ten seconds when nothing else is said") {
  const auto plan = plan_of({"--url", kUrl, "--model", "m", "--prometheus-push", "http://u:p@gw:9091/x"});
  REQUIRE(plan.ok());
  REQUIRE(plan->output.push_gateway.has_value());
  CHECK(plan->output.push_gateway->url.origin() == "http://gw:9091");
  CHECK(plan->output.push_gateway->interval == 10s);
  CHECK_FALSE(plan_of({"--url", kUrl, "--model", "m"})->output.push_gateway.has_value());
  const auto bad = plan_of({"--url", kUrl, "--model", "m", "--prometheus-push-interval", "10ms"});
  CHECK(bad.error().message.find("--prometheus-push-interval") != std::string::npos);
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
