#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "loadtest/commands/commands.h"
#include "loadtest/commands/run_series.h"
#include "tests/unit/loadtest/fake_server.h"
#include "tests/unit/loadtest/report/json_schema.h"

using namespace oaisim::loadtest;

namespace {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

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

// `command` against the server, and the rest.
Outcome against(const FakeServer& server, const std::string& command, const std::vector<std::string>& rest) {
  std::vector<std::string> arguments{command, "--url", server.url(), "--model", "m", "--quiet", "--pause", "0s"};
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return oaisim_load(arguments);
}

FakeServer::Reply good(int) {
  return FakeServer::whole(
      "200 OK", "Content-Type: application/json\r\n",
      R"({"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}})");
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / "oaisim_series_test") {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

nlohmann::json read_json(const std::string& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

// What the published schema has against the document.
std::vector<std::string> problems(const std::string& schema, const nlohmann::json& document) {
  return JsonSchema(read_json(std::string(OAISIM_SOURCE_DIR) + "/docs/schemas/" + schema)).problems(document);
}

}  // namespace

TEST_CASE("a suffix goes before the extension of the file alone") {
  CHECK(with_suffix("results.csv", "50rps") == "results-50rps.csv");
  CHECK(with_suffix("a.b/results", "1users") == "a.b/results-1users");
  CHECK(with_suffix("a/x.y.json", "s") == "a/x.y-s.json");
  CHECK(with_suffix("", "s").empty());
}

TEST_CASE("a sweep makes a run for each value, with files of its own, and one table") {
  FakeServer server(good);
  const Folder folder;
  const auto swept = against(
      server, "sweep",
      {"--users-list", "1, 3", "--requests", "12", "--json", folder / "all.json", "--csv", folder / "rows.csv"});
  CHECK(swept.code == 0);
  CHECK(server.requests() == 24);
  CHECK(contains(swept.out, "\n1users "));
  CHECK(contains(swept.out, "\n3users "));
  const auto document = read_json(folder / "all.json");
  CHECK(problems("load-sweep.schema.json", document) == std::vector<std::string>{});
  REQUIRE(document["runs"].size() == 2);
  CHECK(document["runs"][1]["schema"] == "oaisim-load-result/1");
  CHECK(document["runs"][1]["plan"]["name"] == "sweep-3users");
  CHECK(std::filesystem::exists(folder / "rows-1users.csv"));
  CHECK(std::filesystem::exists(folder / "rows-3users.csv"));
  CHECK_FALSE(std::filesystem::exists(folder / "rows.csv"));
}

TEST_CASE("a sweep fails when a threshold of any run failed") {
  FakeServer server([](int index) { return index < 5 ? FakeServer::whole("500 No", "", "") : good(index); });
  const auto swept = against(
      server, "sweep", {"--max-tokens-list", "5,6", "--requests", "5", "--name", "mine", "--fail-if", "error_rate>1%"});
  CHECK(swept.code == 1);
  CHECK(contains(swept.out, "FAIL, INVALID"));
  CHECK(contains(swept.out, "PASS"));
}

TEST_CASE("what is wrong with a sweep is said before anything is sent") {
  FakeServer server(good);
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
  FakeServer server(good);
  const Folder folder;
  const auto found = against(server, "find-max",
                             {"--slo", "error_rate<1%", "--start-rate", "20", "--max-rate", "50", "--step-duration",
                              "200ms", "--json", folder / "found.json"});
  // On a machine that is busy the client may be the limit.
  const auto document = read_json(folder / "found.json");
  const auto& last = document["steps"].back();
  CHECK(problems("load-find-max.schema.json", document) == std::vector<std::string>{});
  CHECK(document["runs"].size() == document["steps"].size());
  if (last["outcome"] == "client_limited") return;
  CHECK(found.code == 0);
  CHECK(document["steps"].size() == 3);
  CHECK(document["highest_rate"] == 50);
  CHECK(contains(found.out, "highest sustained rate: 50 requests/s"));
  CHECK(contains(found.out, "20rps  sustained; "));
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

TEST_CASE("what is wrong with a search is said before anything is sent") {
  FakeServer server(good);
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
