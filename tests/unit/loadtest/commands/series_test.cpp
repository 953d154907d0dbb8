#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "loadtest/commands/run_series.h"
#include "tests/support/files.h"
#include "tests/unit/loadtest/commands/command_runs.h"
#include "tests/unit/loadtest/fake_server.h"
#include "tests/unit/loadtest/report/json_schema.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// `command` against the server, and the rest.
CommandRun against(const FakeServer& server, const std::string& command, const std::vector<std::string>& rest) {
  std::vector<std::string> arguments{command, "--url", server.url(), "--model", "m", "--quiet", "--pause", "0s"};
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return oaisim_load(arguments);
}

// On a machine that is busy the client may be the limit, of which a search says another thing.
bool was_client_limited(const nlohmann::json& step) {
  if (step["outcome"] != "client_limited") return false;
  MESSAGE("the rest is not checked, for the client was the limit: " << step["reason"].get<std::string>());
  return true;
}

}  // namespace

TEST_CASE("a suffix goes before the extension of the file alone") {
  CHECK(with_suffix("results.csv", "50rps") == "results-50rps.csv");
  CHECK(with_suffix("a.b/results", "1users") == "a.b/results-1users");
  CHECK(with_suffix("a/x.y.json", "s") == "a/x.y-s.json");
  CHECK(with_suffix("", "s").empty());
}

TEST_CASE("a sweep makes a run for each value, with files of its own, and one table") {
  FakeServer server(good_reply);
  const TemporaryFolder folder;
  const auto swept = against(
      server, "sweep",
      {"--users-list", "1, 3", "--requests", "12", "--json", folder / "all.json", "--csv", folder / "rows.csv"});
  CHECK(swept.code == 0);
  CHECK(server.requests() == 24);
  CHECK(contains(swept.out, "\n1users "));
  CHECK(contains(swept.out, "\n3users "));
  const auto document = nlohmann::json::parse(read_file(folder / "all.json"));
  CHECK(published_schema("load-sweep").problems(document) == std::vector<std::string>{});
  REQUIRE(document["runs"].size() == 2);
  CHECK(document["runs"][1]["schema"] == "oaisim-load-result/1");
  CHECK(document["runs"][1]["plan"]["name"] == "sweep-3users");
  CHECK(std::filesystem::exists(folder / "rows-1users.csv"));
  CHECK(std::filesystem::exists(folder / "rows-3users.csv"));
  CHECK_FALSE(std::filesystem::exists(folder / "rows.csv"));
}

TEST_CASE("a sweep fails when a threshold of any run failed") {
  FakeServer server([](int index) { return index < 5 ? FakeServer::whole("500 No", "", "") : good_reply(index); });
  const auto swept = against(
      server, "sweep", {"--max-tokens-list", "5,6", "--requests", "5", "--name", "mine", "--fail-if", "error_rate>1%"});
  CHECK(swept.code == 1);
  CHECK(contains(swept.out, "FAIL, INVALID"));
  CHECK(contains(swept.out, "PASS"));
}

TEST_CASE("what is wrong with a sweep is said before anything is sent") {
  FakeServer server(good_reply);
  const auto error = [&](const std::vector<std::string>& flags) {
    const auto outcome = against(server, "sweep", flags);
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(contains(error({}), "nothing to sweep; allowed: --rates, --users-list or --max-tokens-list"));
  CHECK(contains(error({"--rates", "1", "--users-list", "1"}), "--rates and --users-list exclude each other"));
  CHECK(contains(error({"--rates", "1,2", "--rate", "3"}), "--rate does not go with --rates"));
  CHECK(contains(error({"--rates", "1,,2"}), "has an empty value"));
  CHECK(contains(error({"--rates", "1,2,1"}), "has 1 twice"));
  CHECK(contains(error({"--rates", "1,x"}), "oaisim-load sweep: --rates: 'x' is not a number"));
  CHECK(contains(error({"--users-list", "1,2", "--json", "/nonexistent/x"}), "--json: cannot write '/nonexistent/x'"));
  CHECK(server.requests() == 0);
}

TEST_CASE("the highest rate that is allowed is found when nothing breaks") {
  FakeServer server(good_reply);
  const TemporaryFolder folder;
  const auto found = against(server, "find-max",
                             {"--slo", "error_rate<1%", "--start-rate", "20", "--max-rate", "50", "--step-duration",
                              "200ms", "--json", folder / "found.json"});
  // On a machine that is busy the client may be the limit.
  const auto document = nlohmann::json::parse(read_file(folder / "found.json"));
  const auto& last = document["steps"].back();
  CHECK(published_schema("load-find-max").problems(document) == std::vector<std::string>{});
  CHECK(document["runs"].size() == document["steps"].size());
  if (was_client_limited(last)) return;
  CHECK(found.code == 0);
  CHECK(document["steps"].size() == 3);
  CHECK(document["highest_rate"] == 50);
  CHECK(contains(found.out, "highest sustained rate: 50 requests/s"));
  CHECK(contains(found.out, "20rps  sustained"));
  CHECK(contains(found.out, " requests/s, E2E p99 "));
  CHECK(contains(found.out, "nothing broke up to --max-rate; 3 runs"));
}

TEST_CASE("a start rate that breaks an SLO is exit code 1, with what broke") {
  FakeServer server([](int) { return FakeServer::whole("500 No", "", ""); });
  const auto found =
      against(server, "find-max", {"--slo", "error_rate<1%", "--start-rate", "50", "--step-duration", "200ms"});
  CHECK(found.code == 1);
  CHECK(contains(found.out, "no sustained rate was found"));
}

TEST_CASE("a step in which the client was the limit is repeated once, and then ends the search") {
  FakeServer server([](int) {
    auto reply = good_reply(0);
    reply.before_each = std::chrono::milliseconds(100);  // so that one connection cannot do 50 requests/s
    return reply;
  });
  const TemporaryFolder folder;
  const auto found = against(server, "find-max",
                             {"--slo", "error_rate<1%", "--start-rate", "50", "--step-duration", "1s",
                              "--max-connections", "1", "--drain-timeout", "0s", "--json", folder / "found.json"});
  CHECK(found.code == 1);
  const auto document = nlohmann::json::parse(read_file(folder / "found.json"));
  CHECK(published_schema("load-find-max").problems(document) == std::vector<std::string>{});
  REQUIRE(document["steps"].size() == 2);
  for (const int i : {0, 1}) {
    CHECK(document["steps"][i]["rate"] == 50);
    CHECK(document["steps"][i]["outcome"] == "client_limited");
    CHECK(document["steps"][i]["repeat"] == (i == 1));
  }
  CHECK(document["runs"][1]["plan"]["name"] == "find-max-50rps-repeat");
  CHECK(contains(found.out, "; that says nothing of the server, so the step is repeated once\n50rps-repeat  client_"));
  CHECK(contains(found.out, "at 50 requests/s the client was the limit, twice: "));
  CHECK(contains(found.out, "; 2 runs\n"));
}

TEST_CASE("a search goes on when the repeated step tells of the server") {
  FakeServer server([](int index) {
    auto reply = good_reply(0);
    if (index < 8) reply.before_each = std::chrono::milliseconds(100);  // 40 others are due meanwhile
    return reply;
  });
  const TemporaryFolder folder;
  const auto found = against(server, "find-max",
                             {"--slo", "error_rate<1%", "--start-rate", "50", "--max-rate", "50", "--step-duration",
                              "1s", "--max-connections", "1", "--json", folder / "found.json"});
  const auto document = nlohmann::json::parse(read_file(folder / "found.json"));
  REQUIRE(document["steps"].size() == 2);
  CHECK(document["steps"][0]["outcome"] == "client_limited");
  CHECK(document["steps"][1]["repeat"] == true);
  // On a machine that is busy the client may be the limit again.
  if (was_client_limited(document["steps"][1])) return;
  CHECK(found.code == 0);
  CHECK(document["highest_rate"] == 50);
  CHECK(contains(found.out, "\n50rps-repeat  sustained"));
}

TEST_CASE("a search in which nothing succeeds says what requests failed of") {
  FakeServer server([](int) {
    return FakeServer::whole("401 Unauthorized", "Content-Type: application/json\r\n",
                             R"({"error":{"message":"Incorrect API key","code":"invalid_api_key"}})");
  });
  for (const char* slo : {"error_rate<1%", "e2e_p99<1s"}) {
    const auto found =
        against(server, "find-max", {"--slo", slo, "--start-rate", "50", "--step-duration", "200ms", "--key", "k"});
    CHECK(found.code == 1);
    CHECK(contains(found.out, "most often: 401: Incorrect API key"));
  }
}

TEST_CASE("a search that cannot begin says why, and nothing of rates") {
  const TemporaryFolder folder;
  const auto found = oaisim_load({"find-max", "--url", "http://no-such-host.invalid", "--model", "m", "--quiet",
                                  "--slo", "error_rate<1%", "--json", folder / "found.json"});
  CHECK(found.code == 2);
  CHECK(contains(found.err, "no-such-host.invalid"));
  CHECK(found.out.empty());
  CHECK_FALSE(std::filesystem::exists(folder / "found.json"));
}

TEST_CASE("a rate that few requests decided is told as such") {
  FakeServer server(good_reply);
  const TemporaryFolder folder;
  const auto found = against(server, "find-max",
                             {"--slo", "error_rate<1%", "--start-rate", "20", "--max-rate", "20", "--step-duration",
                              "200ms", "--json", folder / "found.json"});
  const auto document = nlohmann::json::parse(read_file(folder / "found.json"));
  CHECK(document["steps"][0]["requests"] == 4);
  if (was_client_limited(document["steps"][0])) return;
  CHECK(contains(found.out, "sustained (on 4 requests, which are few; --step-duration 5s gives 100)"));
  CHECK(contains(found.out, "1 of them had fewer than 100 requests"));
}

TEST_CASE("a sweep in which a run had no success fails without any threshold") {
  FakeServer server([](int) { return FakeServer::whole("500 No", "", ""); });
  const auto swept = against(server, "sweep", {"--users-list", "1,2", "--requests", "4"});
  CHECK(swept.code == 1);
  CHECK(contains(swept.out, "FAIL, INVALID"));
}

TEST_CASE("what is wrong with a search is said before anything is sent") {
  FakeServer server(good_reply);
  const auto error = [&](const std::vector<std::string>& flags) {
    const auto outcome = against(server, "find-max", flags);
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  const std::string slo = "--slo=e2e_p99<1s";
  CHECK(contains(error({}), "--slo is missing; allowed: such as --slo 'ttft_p99<500ms'"));
  CHECK(contains(error({"--slo", "nonsense<1"}), "--slo: 'nonsense<1' names no known metric"));
  CHECK(contains(error({"--slo", "e2e_p99>5ms"}), "--slo: 'e2e_p99>5ms' is what must hold, so it needs < or <="));
  CHECK(contains(error({"--slo", "ttft_p99<5ms"}), "--slo: 'ttft_p99<5ms' needs --stream"));
  CHECK(contains(error({slo, "--precision", "5"}), "--precision: '5' is none; allowed: 0.1% to 50%"));
  CHECK(contains(error({slo, "--start-rate", "5", "--max-rate", "4"}), "--start-rate must not be above --max-rate"));
  for (const char* flag : {"--rate=3", "--users=3", "--stage=1s:2rps", "--duration=3s", "--fail-if=rps<1"}) {
    CHECK(contains(error({slo, flag}), "does not exist"));
  }
  CHECK(contains(error({slo, "--warmup", "40s"}), "--warmup must be shorter than the duration"));
  CHECK(contains(error({slo, "--json", "/nonexistent/x"}), "--json: cannot write '/nonexistent/x'"));
  CHECK(server.requests() == 0);
}
