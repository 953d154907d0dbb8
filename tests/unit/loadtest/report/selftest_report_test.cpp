#include "loadtest/report/selftest_report.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/unit/loadtest/golden.h"
#include "tests/unit/loadtest/report/json_schema.h"
#include "tests/unit/loadtest/selftest_sample.h"

using namespace oaisim::loadtest;

namespace {

SelftestResult failed_selftest() {
  auto result = sample_selftest();
  auto& failed = result.cases.emplace_back(result.cases.front());
  failed.test.stream = false;
  failed.server.reset();
  failed.problems = {"the server's /metrics cannot be read"};
  return result;
}

std::string table(const SelftestResult& result) {
  std::ostringstream out;
  report_selftest(result, out);
  return out.str();
}

}  // namespace

TEST_CASE("a self-test is a table for each case, and a verdict") {
  auto failed = failed_selftest();
  failed.planned = 2;
  check_golden("selftest_passed.txt", table(sample_selftest()));
  check_golden("selftest_failed.txt", table(failed));
}

TEST_CASE("cases that were not made are missed") {
  auto result = sample_selftest();
  result.planned = 5;
  CHECK(table(result).ends_with("\nFAIL  1 of 5 cases were made\n"));
}

TEST_CASE("the document of a self-test is what its schema says") {
  std::ifstream file(std::string(OAISIM_SOURCE_DIR) + "/docs/schemas/load-selftest.schema.json");
  const JsonSchema schema(nlohmann::json::parse(file));
  for (const auto& result : {sample_selftest(), failed_selftest(), SelftestResult{}}) {
    const nlohmann::json document = selftest_json(result);
    CHECK(schema.problems(document).empty());
  }
  const nlohmann::json document = selftest_json(sample_selftest());
  CHECK(document["passed"] == true);
  CHECK(document["cases"][0]["figures_ms"]["ttft"]["error"]["p50"].get<double>() == doctest::Approx(0.2).epsilon(0.01));
  CHECK(selftest_json(failed_selftest())["cases"][1]["counts"]["server_replies"].is_null());
}
