// Every flag of `oaisim-load run` is a key of the --config file.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "loadtest/datasets/dataset.h"
#include "tests/unit/loadtest/plan/config_runs.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// The keys of all flags that are declared, from the table of the documentation: "| `--max-load` | ...".
std::vector<std::string> declared_keys() {
  std::vector<std::string> keys;
  std::istringstream table(RunFlags().options.markdown());
  for (std::string line; std::getline(table, line);) {
    const auto begin = line.find("--");
    if (!line.starts_with("| `") || begin == std::string::npos) continue;
    std::string key = line.substr(begin + 2, line.find('`', begin) - begin - 2);
    std::replace(key.begin(), key.end(), '-', '_');
    if (key != "config") keys.push_back(key);
  }
  return keys;
}

// What reading the file says, before flags are looked at together; empty: nothing is wrong.
std::string problem_of(const json& file) {
  const auto path = temporary_file(file.dump());
  const char* argv[] = {"run", "--config", path.c_str()};
  RunFlags flags;
  const auto outcome = flags.options.parse(3, argv);
  return outcome ? "" : outcome.error().message;
}

// Files of JSON may be in the file itself.
bool takes_json(const std::string& key) { return key == "tools" || key == "response_format"; }

}  // namespace

TEST_CASE("every flag is a key that takes a value of its type and refuses any other") {
  const auto keys = declared_keys();
  REQUIRE(keys.size() > 70);
  // One of them is right for each type: text and counts, durations, booleans, and the choices that there are.
  const std::vector<json> values{1, "1s", true, "chat", "constant", "auto", "replies"};
  for (const auto& key : keys) {
    CAPTURE(key);
    const auto fits = [&](const json& value) { return problem_of({{key, value}}).empty(); };
    CHECK(std::any_of(values.begin(), values.end(), fits));
    CHECK((takes_json(key) || problem_of({{key, json::object()}}).starts_with("'" + key + "' in ")));
    CHECK(problem_of({{key + "_", 1}}).find("is not an option") != std::string::npos);
  }
}

TEST_CASE("flags that may be repeated take arrays, and no others do") {
  std::set<std::string> repeatable;
  for (const auto& key : declared_keys()) {
    if (!takes_json(key) && problem_of({{key, {"a", "b"}}}).empty()) repeatable.insert(key);
  }
  CHECK(repeatable == std::set<std::string>{"body_field", "fail_if", "header", "label", "prompt", "retry_on", "slo",
                                            "source_address", "stage"});
}

TEST_CASE("keys of every kind reach the plan as their flags do") {
  const ConfigRun run({{"url", "http://localhost:1"},
                       {"model", "m"},
                       {"header", {"A: 1", "B: 2"}},
                       {"stage", json::array({"1s:2users"})},
                       {"dataset_format", "csv"},
                       {"dataset", "x"},
                       {"stream", true},
                       {"timeout", "3s"},
                       {"retry_on", {"429", "5xx"}},
                       {"quiet", true},
                       {"label", json::array({"a=b"})},
                       {"org_id", "org"}});
  REQUIRE_MESSAGE(run.plan.ok(), run.plan.error().message);
  CHECK(run.plan->target.headers.size() == 2);
  CHECK(run.plan->load.stages.size() == 1);
  CHECK(run.plan->dataset.file->format == DatasetFormat::csv);
  CHECK(run.plan->request.stream);
  CHECK(run.plan->timeouts.whole == 3s);
  CHECK(run.plan->retry.on_5xx);
  CHECK(run.plan->output.labels.at("a") == "b");
  CHECK(run.identity.org_id == "org");
}

TEST_CASE("tools and the form of replies may be in the file itself") {
  const json tool{{"type", "function"}, {"function", {{"name", "f"}}}};
  const ConfigRun run({{"url", "http://localhost:1"},
                       {"model", "m"},
                       {"tools", json::array({tool})},
                       {"response_format", {{"type", "json_object"}}}});
  REQUIRE_MESSAGE(run.plan.ok(), run.plan.error().message);
  REQUIRE(run.plan->request.fields.size() == 2);
  CHECK(json::parse(run.plan->request.fields[0].json) == json::array({tool}));
  CHECK(json::parse(run.plan->request.fields[1].json) == json{{"type", "json_object"}});
}

TEST_CASE("a dataset may be in the file itself, and a record that is wrong is told by its number") {
  const json file{{"url", "http://localhost:1"}, {"model", "m"}};
  const auto with_records = [&](const json& records) {
    json copy = file;
    copy["dataset_records"] = records;
    return ConfigRun(copy);
  };
  const auto run = with_records({"one", {{"prompt", "two\nlines"}}});
  REQUIRE(run.plan.ok());
  const auto dataset = open_dataset(run.plan->dataset);
  REQUIRE(dataset.ok());
  CHECK((*dataset)->size() == 2);
  CHECK((*dataset)->at(0).turns.front().user == "one");
  CHECK((*dataset)->at(1).turns.front().user == "two\nlines");
  const auto wrong = open_dataset(with_records({"one", {{"nothing", 1}}}).plan->dataset);
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().message.starts_with("--config: of the file's dataset, record 2: no prompt"));
  for (const json& no_records : {json::array(), json("a"), json::object()}) {
    CHECK(with_records(no_records).plan.error().message.find("expected an array of at least one record") !=
          std::string::npos);
  }
}

TEST_CASE("passes say how long a run is when nothing else does") {
  const json file{{"url", "http://localhost:1"}, {"model", "m"}, {"passes", 3}};
  CHECK(ConfigRun(file).plan->load.passes == 3);
  CHECK_FALSE(ConfigRun(file).plan->load.duration.has_value());
  CHECK_FALSE(ConfigRun(file, {"--requests", "5"}).plan->load.passes.has_value());
  CHECK_FALSE(ConfigRun(file, {"--duration", "5s"}).plan->load.passes.has_value());
}
