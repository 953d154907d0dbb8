#include "loadtest/results/run_document.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "loadtest/report/json.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

nlohmann::json sample_document() { return nlohmann::json::parse(result_json(sample_result()).dump()); }

std::string problem_of(const nlohmann::json& document) {
  const auto run = read_run(document);
  return run ? "" : run.error().message;
}

// The sample with `value` at `pointer`.
std::string problem_with(const char* pointer, const nlohmann::json& value) {
  auto document = sample_document();
  document.at(nlohmann::json::json_pointer(pointer)) = value;
  return problem_of(document);
}

}  // namespace

TEST_CASE("a result that was written and read back is written the same") {
  for (const auto& result : {sample_result(), RunResult{}}) {
    RunResult original = result;
    if (original.id.empty()) original.plan.target = sample_result().plan.target;
    const std::string text = result_json(original).dump(1);
    const auto read = parse_run(text);
    REQUIRE_MESSAGE(read.ok(), (read ? "" : read.error().message));
    CHECK(result_json(*read).dump(1) == text);
  }
}

TEST_CASE("every shape of a load is read back") {
  for (const auto shape : {LoadShape::closed_loop, LoadShape::paced_users, LoadShape::open_loop}) {
    auto result = sample_result();
    result.plan.load.shape = shape;
    result.plan.load.max_connections = 100;
    result.plan.load.requests = 12;
    const auto read = parse_run(result_json(result).dump());
    REQUIRE(read.ok());
    CHECK(read->plan.load.shape == shape);
    CHECK(result_json(*read) == result_json(result));
  }
}

TEST_CASE("a think time that is drawn and a trace are read back in the same words") {
  auto result = sample_result();
  result.plan.load.think_time = *RandomDuration::parse("uniform:1s..3s");
  auto read = parse_run(result_json(result).dump());
  REQUIRE(read.ok());
  CHECK(read->plan.load.text() == result.plan.load.text());
  result.plan.load.shape = LoadShape::open_loop;
  result.plan.load.arrivals = ArrivalKind::trace;
  result.plan.load.trace = {.path = "azure.csv", .scale = 4};
  read = parse_run(result_json(result).dump());
  REQUIRE(read.ok());
  CHECK(read->plan.load.text() == result.plan.load.text());
  CHECK(problem_with("/plan/load/think_time", "soon").starts_with("plan.load.think_time is no duration: "));
}

TEST_CASE("what older programs did not tell of a plan is not missed") {
  auto document = sample_document();
  for (const char* name : {"think_time", "trace"}) document["plan"]["load"].erase(name);
  document["plan"].erase("dataset");
  const auto read = read_run(document);
  REQUIRE_MESSAGE(read.ok(), (read ? "" : read.error().message));
  CHECK(read->plan.load.think_time.mean() == sample_result().plan.load.think_time.mean());
}

TEST_CASE("an Azure address is read back with its version") {
  auto result = sample_result();
  result.plan.target =
      *make_target({.url = "http://[::1]:81", .model = "", .deployment = "d", .api_version = "2024-10-21", .key = ""});
  const auto read = parse_run(result_json(result).dump());
  REQUIRE(read.ok());
  CHECK(read->plan.target.path_and_query == "/openai/deployments/d/chat/completions?api-version=2024-10-21");
  CHECK(result_json(*read) == result_json(result));
}

TEST_CASE("a sum of many nanoseconds keeps its last digits") {
  auto result = sample_result();
  for (int i = 0; i < 1000; ++i) result.latencies.icl.record(123'456'789'012 + i * 7919);
  const auto read = parse_run(result_json(result).dump());
  REQUIRE(read.ok());
  CHECK(read->latencies.icl.sum() == result.latencies.icl.sum());
  CHECK(read->latencies.icl.max() == result.latencies.icl.max());
}

TEST_CASE("a problem names its key") {
  CHECK(problem_with("/length_s", "61") == "length_s is no number from 0 to 1e18");
  CHECK(problem_with("/length_s", 1e12) == "length_s is longer than 1e9 s");
  CHECK(problem_with("/client/late_sends", -1) == "client.late_sends is no whole number from 0 on");
  CHECK(problem_with("/client/late_sends", 1.5) == "client.late_sends is no whole number from 0 on");
  CHECK(problem_with("/timeline/1/e2e_ms/from_sent/count", 7) ==
        "timeline[1].e2e_ms.from_sent.count is not how many values `encoded` holds");
  CHECK(problem_with("/latency_ms/icl/encoded", "HISTFAAA").starts_with("latency_ms.icl.encoded cannot be read: "));
  CHECK(problem_with("/latency_ms/icl/max", 1e17).starts_with("latency_ms.icl.max is too large"));
  CHECK(problem_with("/latency_ms", nlohmann::json::array()) == "latency_ms is no object");
  CHECK(problem_with("/requests/measured/total", 3) == "requests.measured.total is less than its parts");
  CHECK(problem_with("/goodput/met", 5000) == "goodput.met is more than was offered");
  CHECK(problem_with("/plan/load/shape", "spiral") == "plan.load.shape 'spiral' is not known");
  CHECK(problem_with("/plan/url", "gopher://x").starts_with("plan.url is no address: "));
  CHECK(problem_with("/plan/dataset/kind", "dreams") == "plan.dataset.kind 'dreams' is not known");
  CHECK(problem_with("/plan/dataset/records", -1) == "plan.dataset.records is no whole number from 0 on");
  CHECK(problem_with("/plan/time_scale", 0) == "plan.time_scale is not above 0");
  CHECK(problem_with("/errors/0/outcome", "tired") == "errors[0].outcome is no known outcome");
  CHECK(problem_with("/thresholds/0/fail_if", "x").starts_with("thresholds[0].fail_if is no threshold: "));
  CHECK(problem_with("/minutes", 3) == "minutes is no array");
  CHECK(problem_with("/timeline", nlohmann::json(std::vector<int>(1001))) == "timeline has more than 1000 items");
}

TEST_CASE("a key that is missing is named, whichever it is") {
  const auto whole = sample_document();
  for (const auto& [name, value] : whole.items()) {
    if (name == "version" || name == "schema") continue;
    auto document = whole;
    document.erase(name);
    CHECK(problem_of(document) == name + " is missing");
  }
}

TEST_CASE("another version is refused by name, and what is no result at all") {
  CHECK(problem_with("/schema", "oaisim-load-result/0") ==
        "schema is 'oaisim-load-result/0', a version that this program does not read; allowed: oaisim-load-result/1");
  CHECK(problem_with("/schema", "invoice") == "is no result of a load test: schema is 'invoice'");
  CHECK(problem_of(nlohmann::json::array()) == "is no result of a load test: schema is missing");
  CHECK(parse_run("{").error().message == "is no JSON");
  CHECK(parse_run("").error().message == "is no JSON");
}

TEST_CASE("a document that is deep or has very many values takes little") {
  std::string deep(1'000'000, '[');
  CHECK(parse_run(deep).error().message.starts_with("is no result"));
  std::string many = "[";
  for (int i = 0; i < 2'100'000; ++i) many += "0,";
  many += "0]";
  CHECK(parse_run(many).error().message.starts_with("is no result"));
}

TEST_CASE("a value replaced by any other never does harm") {
  auto document = sample_document();
  document["levels"].clear();  // they are read as the stages are
  document["stages"].erase(1);
  const std::vector<nlohmann::json> others{
      nullptr, -1, 1e300, "", "\xff", true, nlohmann::json::array(), nlohmann::json::object(), std::uint64_t{1} << 63};
  std::size_t turn = 0;
  const auto flat = document.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    auto& place = document[nlohmann::json::json_pointer(pointer)];
    const auto before = place;
    for (int i = 0; i < 3; ++i) {
      place = others[turn++ % others.size()];
      const auto run = read_run(document);
      if (run) result_json(*run).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    place = before;
  }
}

TEST_CASE("a file that cannot be read is named") {
  CHECK(load_run_file("/nonexistent/run.json").error().message ==
        "/nonexistent/run.json: cannot be read: No such file or directory");
  CHECK(load_run_file("/").error().message.starts_with("/: cannot be read: "));
}
