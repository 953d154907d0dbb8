#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "loadtest/commands/commands.h"
#include "tests/unit/loadtest/fake_server.h"

using namespace oaisim::loadtest;

namespace {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

// Runs the program in this process and keeps what it prints.
Outcome oaisim_load(std::vector<std::string> arguments) {
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

FakeServer::Reply good(int) {
  return FakeServer::whole(
      "200 OK", "Content-Type: application/json\r\n",
      R"({"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}})");
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("help is an answer and not an error") {
  CHECK(oaisim_load({"--help"}).code == 0);
  CHECK(contains(oaisim_load({"help"}).out, "scenario"));
  const auto run = oaisim_load({"run", "--help"});
  CHECK(contains(run.out, "\nExamples:\n  oaisim-load run --url http"));
  CHECK(contains(oaisim_load({"report", "--help"}).out, "[options] FILE..."));
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
                 "allowed: run, sweep, find-max, scenario, dataset, results, report, compare, help"));
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
  FakeServer server(good);
  const auto path = (std::filesystem::temp_directory_path() / "oaisim_dispatch_test.json").string();
  const std::vector<std::string> arguments{"run", "--url",   server.url(),     "--model",
                                           "m",   "--key",   "sk-very-secret", "--requests",
                                           "20",  "--quiet", "--json",         path};
  const auto passed = oaisim_load(arguments);
  CHECK(passed.code == 0);
  CHECK(contains(passed.out, "20 succeeded, 0 failed"));
  CHECK_FALSE(contains(passed.out + passed.err, "sk-very-secret"));
  std::ifstream file(path);
  const auto document = nlohmann::json::parse(file);
  CHECK(document["requests"]["measured"]["succeeded"] == 20);
  CHECK_FALSE(contains(document.dump(), "sk-very-secret"));

  auto failing = arguments;
  failing.insert(failing.end(), {"--fail-if", "e2e_p50>1us"});
  const auto failed = oaisim_load(failing);
  CHECK(failed.code == 1);
  CHECK(contains(failed.out, "FAIL"));
  std::filesystem::remove(path);
}

TEST_CASE("a file that cannot be written is found before anything is sent") {
  FakeServer server(good);
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
