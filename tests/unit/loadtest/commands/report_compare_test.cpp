#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "loadtest/report/json.h"
#include "tests/support/files.h"
#include "tests/unit/loadtest/commands/command_runs.h"
#include "tests/unit/loadtest/report/json_schema.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// A folder with two runs in it, of which the second is `factor` as slow.
class StoredRuns {
 public:
  explicit StoredRuns(double factor = 1) {
    auto result = sample_result();
    write("a.json", result);
    result.id = "second";
    result.started_unix += 1000;
    HdrHistogram slower;
    for (int i = 1; i <= 1000; ++i)
      slower.record(static_cast<std::int64_t>(factor * 4 * (200'000'000 + i * 300'000.0)));
    result.latencies.e2e.from_sent = slower;
    write("b.json", result);
    result.verdict = {.valid = false, .nothing_measured = false, .reasons = {"send lag"}};
    write("invalid.json", result);
  }

  std::string path(const std::string& name) const { return folder_ / name; }
  std::string text(const std::string& name) const { return read_file(path(name)); }

 private:
  void write(const char* name, const RunResult& result) {
    std::ofstream file(folder_ / name);
    report_json(result, file);
  }

  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a stored run is shown in every form") {
  const StoredRuns runs;
  CHECK(contains(oaisim_load({"report", runs.path("a.json")}).out, "TTFT"));
  for (const char* format : {"console", "json", "markdown", "html", "junit", "csv-summary", "hgrm", "hgrm-ttft"}) {
    const auto outcome = oaisim_load({"report", runs.path("a.json"), "--format", format});
    CHECK(outcome.code == 0);
    CHECK(outcome.out.size() > 200);
    CHECK(outcome.err.empty());
  }
  CHECK(oaisim_load({"report", runs.path("a.json"), "--format", "json"}).out == runs.text("a.json"));
  CHECK(oaisim_load({"report", runs.path("a.json"), "--format", "html", "--output", runs.path("a.html")}).code == 0);
  CHECK(runs.text("a.html").starts_with("<!DOCTYPE html>"));
}

TEST_CASE("runs are merged by when they were, or as is said") {
  const StoredRuns runs;
  const auto both = oaisim_load({"report", runs.path("a.json"), runs.path("b.json"), "--format", "json"});
  REQUIRE(both.code == 0);
  const auto json = nlohmann::json::parse(both.out);
  CHECK(json["requests"]["measured"]["total"] == 2024);
  CHECK(json["length_s"] == 122);
  const auto parallel =
      oaisim_load({"report", runs.path("a.json"), runs.path("b.json"), "--format", "json", "--merge", "parallel"});
  CHECK(nlohmann::json::parse(parallel.out)["length_s"] == 1061);
}

TEST_CASE("what report cannot do is said by name") {
  const StoredRuns runs;
  CHECK(oaisim_load({"report"}).code == 2);
  const auto missing = oaisim_load({"report", runs.path("none.json")});
  CHECK(missing.code == 2);
  CHECK(contains(missing.err, "none.json: cannot be read: No such file"));
  std::ofstream(runs.path("bad.json")) << "{\"schema\": \"oaisim-load-result/1\"}";
  CHECK(contains(oaisim_load({"report", runs.path("bad.json")}).err, "bad.json: id is missing"));
  CHECK(contains(oaisim_load({"report", runs.path("a.json"), "--format", "pdf"}).err, "csv-summary"));
  CHECK(contains(oaisim_load({"report", runs.path("a.json"), "--output", "/nonexistent/x"}).err, "cannot write"));
  CHECK(contains(oaisim_load({"report", runs.path("a.json"), runs.path("a.json")}).err, "a second time"));
}

TEST_CASE("a comparison fails when what is slower is certain, and only then") {
  const StoredRuns same(1);
  const auto equal = oaisim_load({"compare", same.path("a.json"), same.path("b.json"), "--fail-if", "e2e_p99>+10%"});
  CHECK(equal.code == 0);
  CHECK(contains(equal.out, "kept"));
  const StoredRuns slower(1.3);
  const auto slow = oaisim_load({"compare", slower.path("a.json"), slower.path("b.json"), "--fail-if", "e2e_p99>+10%",
                                 "--fail-if", "e2e_p50>+500ms"});
  CHECK(slow.code == 1);
  CHECK(contains(slow.out, "FAILED"));
  CHECK(contains(slow.out, "higher"));
}

TEST_CASE("a comparison is written as Markdown and as JSON") {
  const StoredRuns runs(1.3);
  const auto outcome = oaisim_load({"compare", runs.path("a.json"), runs.path("b.json"), "--fail-if", "e2e_p50>+10%",
                                    "--metric", "e2e_p50", "--metric", "error_rate", "--json", runs.path("c.json"),
                                    "--markdown", runs.path("c.md"), "--confidence", "90", "--seed", "5"});
  REQUIRE(outcome.code == 1);
  CHECK(contains(outcome.out, "90 % interval"));
  CHECK(contains(runs.text("c.md"), "| e2e\\_p50 |"));
  const auto json = nlohmann::json::parse(runs.text("c.json"));
  CHECK(published_schema("load-comparison").problems(json) == std::vector<std::string>{});
  CHECK(json["failed"] == true);
  CHECK(json["seed"] == 5);
  CHECK(json["differences"].size() == 2);
  CHECK(json["differences"][0]["relative_difference"].get<double>() == doctest::Approx(0.3).epsilon(0.01));
  CHECK(json["limits"][0]["state"] == "failed");
}

TEST_CASE("an invalid run is compared only when that is wished") {
  const StoredRuns runs;
  const auto refused = oaisim_load({"compare", runs.path("a.json"), runs.path("invalid.json")});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "invalid.json: the run is INVALID (send lag)"));
  CHECK(oaisim_load({"compare", runs.path("a.json"), runs.path("invalid.json"), "--allow-invalid"}).code == 0);
}

TEST_CASE("what compare cannot do is said by name") {
  const StoredRuns runs;
  CHECK(contains(oaisim_load({"compare", runs.path("a.json")}).err, "there are 1 runs"));
  CHECK(
      contains(oaisim_load({"compare", runs.path("a.json"), runs.path("b.json"), "--fail-if", "x"}).err, "--fail-if"));
  CHECK(contains(oaisim_load({"compare", runs.path("a.json"), runs.path("b.json"), "--metric", "x"}).err, "--metric"));
  CHECK(oaisim_load({"compare", "--help"}).code == 0);
}
