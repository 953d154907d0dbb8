#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/files.h"
#include "tests/unit/loadtest/commands/command_runs.h"
#include "tests/unit/loadtest/fake_server.h"

using namespace oaisim;
using namespace oaisim::loadtest;

TEST_CASE("help is an answer and not an error") {
  CHECK(oaisim_load({"--help"}).code == 0);
  CHECK(contains(oaisim_load({"help"}).out, "scenario"));
  CHECK(contains(oaisim_load({"help"}).out, "Exit codes:\n  0 "));
  CHECK(contains(oaisim_load({"help"}).out, "\n  130  Ctrl-C"));
  const auto run = oaisim_load({"run", "--help"});
  CHECK(contains(run.out, "\nExamples:\n  oaisim-load run --url http"));
  CHECK(contains(oaisim_load({"report", "--help"}).out, "[options] RUN..."));
  CHECK(run.code == 0);
  for (const char* flag : {"--url",
                           "--model",
                           "--deployment",
                           "--key",
                           "--users",
                           "--spawn-rate",
                           "--rate",
                           "--duration",
                           "--requests",
                           "--max-tokens",
                           "--stream",
                           "--prompt",
                           "--think-time",
                           "--warmup",
                           "--retry",
                           "--json",
                           "--csv",
                           "--fail-if",
                           "--connect-timeout",
                           "--timeout",
                           "--max-connections",
                           "--threads"}) {
    CHECK(contains(run.out, std::string("  ") + flag));
  }
  const auto scenario = oaisim_load({"scenario", "--help"});
  CHECK(scenario.code == 0);
  for (const char* name : {"base-latency", "added-latency", "limits-requests", "limits-tokens"})
    CHECK(contains(scenario.out, name));
}

TEST_CASE("bad usage is exit code 2 and says what is allowed") {
  CHECK(oaisim_load({}).code == 2);
  CHECK(contains(oaisim_load({"bogus"}).err,
                 "allowed: run, sweep, find-max, scenario, selftest, dataset, results, report, compare, help"));
  CHECK(contains(oaisim_load({"scenario"}).err, "limits-tokens"));
  CHECK(contains(oaisim_load({"scenario", "nope"}).err, "unknown scenario 'nope'"));
  const auto scheme = oaisim_load({"run", "--url", "ftp://x", "--model", "m"});
  CHECK(scheme.code == 2);
  CHECK(contains(scheme.err, "starts neither with http:// nor with https://"));
  const auto threshold = oaisim_load({"run", "--url", "http://x", "--model", "m", "--fail-if", "x>1"});
  CHECK(threshold.code == 2);
  CHECK(contains(threshold.err, "allowed: METRIC OPERATOR VALUE"));
  CHECK(oaisim_load({"run", "--url", "http://x", "--model", "m", "--nope"}).code == 2);
}

TEST_CASE("a run reports, writes its JSON, never shows the key, and exits with 1 when a threshold fails") {
  FakeServer server(good_reply);
  const TemporaryFolder folder;
  const auto path = folder / "result.json";
  const std::vector<std::string> arguments{"run", "--url",   server.url(),     "--model",
                                           "m",   "--key",   "sk-very-secret", "--requests",
                                           "20",  "--quiet", "--json",         path};
  const auto passed = oaisim_load(arguments);
  CHECK(passed.code == 0);
  CHECK(contains(passed.out, "20 succeeded, 0 failed"));
  CHECK_FALSE(contains(passed.out + passed.err, "sk-very-secret"));
  const auto document = nlohmann::json::parse(read_file(path));
  CHECK(document["requests"]["measured"]["succeeded"] == 20);
  CHECK_FALSE(contains(document.dump(), "sk-very-secret"));

  auto failing = arguments;
  failing.insert(failing.end(), {"--fail-if", "e2e_p50>1us"});
  const auto failed = oaisim_load(failing);
  CHECK(failed.code == 1);
  CHECK(contains(failed.out, "FAIL"));
}

TEST_CASE("a file that cannot be written is found before anything is sent") {
  FakeServer server(good_reply);
  for (const char* flag : {"--json", "--csv"}) {
    const auto outcome = oaisim_load(
        {"run", "--url", server.url(), "--model", "m", "--requests", "1", "--quiet", flag, "/nonexistent/x"});
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, std::string(flag) + ": cannot write '/nonexistent/x'"));
  }
  CHECK(server.requests() == 0);
}

TEST_CASE("a scenario needs a simulator's metrics") {
  FakeServer server([](int) { return FakeServer::whole("404 Not Found", "", ""); });
  const auto outcome = oaisim_load({"scenario", "base-latency", "--url", server.url(), "--quiet"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "/metrics: status 404"));
}
