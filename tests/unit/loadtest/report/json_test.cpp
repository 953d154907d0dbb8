#include "loadtest/report/json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <regex>
#include <sstream>

#include "common/stats/histogram_codec.h"
#include "tests/unit/loadtest/golden.h"
#include "tests/unit/loadtest/report/json_schema.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

nlohmann::json document_of(const RunResult& result) {
  std::ostringstream out;
  report_json(result, out);
  return nlohmann::json::parse(out.str());
}

using Problems = std::vector<std::string>;

}  // namespace

TEST_CASE("a result is valid against the published schema") {
  const auto schema = published_schema("load-result");
  auto result = sample_result();
  CHECK(schema.problems(document_of(result)) == Problems{});
  CHECK(schema.problems(document_of(RunResult{})) == Problems{});
  for (const auto shape : {LoadShape::paced_users, LoadShape::open_loop}) {
    result.plan.load.shape = shape;
    CHECK(schema.problems(document_of(result)) == Problems{});
  }
}

TEST_CASE("whatever was sent is valid against the published schema") {
  const auto schema = published_schema("load-result");
  auto result = sample_result();
  result.plan.dataset.file = DatasetFilePlan{.path = "p.jsonl", .fields = {.prompt = "q"}};
  result.dataset = dataset_facts(result.plan);
  CHECK(result.dataset.kind == DatasetKind::file);
  CHECK(schema.problems(document_of(result)) == Problems{});
  result.plan.dataset.synthetic = SyntheticPlan{};
  result.plan.dataset.images.count = 1;
  result.dataset = dataset_facts(result.plan);
  CHECK(result.dataset.kind == DatasetKind::synthetic);
  CHECK(schema.problems(document_of(result)) == Problems{});
  auto document = document_of(result);
  document["plan"]["dataset"]["kind"] = "dreams";
  document["plan"]["dataset"]["synthetic"]["turns"] = nullptr;
  document["plan"]["dataset"].erase("seed");
  CHECK(schema.problems(document).size() == 3);
  document["plan"].erase("dataset");  // as older programs wrote it
  CHECK(schema.problems(document) == Problems{});
}

TEST_CASE("the schema refuses what is missing, unknown or of another type") {
  const auto schema = published_schema("load-result");
  auto document = document_of(sample_result());
  document.erase("client");
  document["extra"] = 1;
  document["length_s"] = "61";
  document["latency_ms"]["e2e"]["from_sent"]["p99"] = nullptr;
  CHECK(schema.problems(document).size() == 4);
}

TEST_CASE("the figures are in the units of their names") {
  const auto document = document_of(sample_result());
  CHECK(document["latency_ms"]["ttft"]["from_sent"]["max"] == 500.5);
  CHECK(document["latency_ms"]["ttft"]["from_intended"]["max"] == 501.5);
  CHECK(document["requests"]["measured"]["failures"]["429"] == 3);
  CHECK(document["requests"]["measured"]["limited_for"]["requests"] == 2);
  CHECK(document["throughput"]["whole_run"]["successes_per_second"] == doctest::Approx(1090.0 / 61));
  CHECK(document["thresholds"][1]["failed"] == true);
  CHECK(document["client"]["verdict"] == "VALID");
}

TEST_CASE("the stored histograms are the whole of what was measured") {
  const auto result = sample_result();
  const auto json = document_of(result)["latency_ms"]["ttft"]["from_intended"];
  const auto ns = [&](const char* name) { return std::llround(json[name].get<double>() * 1e6); };
  const auto decoded =
      decode_histogram(json["encoded"].get<std::string>(),
                       HdrHistogram::Exact{.min = ns("min"), .max = ns("max"), .sum = 1e6 * json["sum"].get<double>()});
  REQUIRE(decoded.ok());
  const auto& original = result.latencies.ttft.from_intended;
  CHECK(decoded->count() == original.count());
  CHECK(decoded->min() == original.min());
  CHECK(decoded->max() == original.max());
  CHECK(decoded->mean() == doctest::Approx(original.mean()).epsilon(1e-12));
  for (int p = 0; p <= 100; ++p) CHECK(decoded->percentile(p) == original.percentile(p));
}

TEST_CASE("the key is never written") {
  CHECK(document_of(sample_result()).dump().find("sk-secret") == std::string::npos);
}

TEST_CASE("the JSON of a result stays as it was published") {
  auto result = sample_result();
  std::ostringstream out;
  report_json(result, out);
  std::string text = out.str();
  const auto version = text.find("\"version\"");
  text.replace(version, text.find('\n', version) - version, "\"version\": \"x\",");
  // Another version of zlib may compress otherwise.
  check_golden("result.json", std::regex_replace(text, std::regex("\"HISTF[^\"]*\""), "\"HISTF\""));
}
