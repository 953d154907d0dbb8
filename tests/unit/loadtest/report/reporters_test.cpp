#include "loadtest/report/reporters.h"

#include <doctest/doctest.h>

#include <sstream>

#include "loadtest/plan/report_formats.h"
#include "tests/unit/loadtest/golden.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

std::string written(std::string_view format, const RunResult& result) {
  std::ostringstream out;
  find_reporter(format)(result, out);
  return out.str();
}

}  // namespace

TEST_CASE("every format that has a flag is written, of an empty result too, and never with the key") {
  for (const auto& format : kReportFormats) {
    CAPTURE(format.name);
    const bool is_known = find_reporter(format.name) != nullptr;
    REQUIRE(is_known);
    CHECK_FALSE(written(format.name, RunResult{}).empty());
    CHECK(written(format.name, sample_result()).find("sk-secret") == std::string::npos);
  }
  const bool is_unknown = find_reporter("pdf") == nullptr;
  CHECK(is_unknown);
}

TEST_CASE("the Markdown report fits a pull request's comment") {
  check_golden("report.md", written("markdown", sample_result()));
}

TEST_CASE("the JUnit report has the verdict and every threshold as a test case") {
  check_golden("junit.xml", written("junit", sample_result()));
}

TEST_CASE("JUnit's attributes are escaped") {
  auto result = sample_result();
  result.plan.name = "a<b>&\"c\"\n";
  CHECK(written("junit", result).find("name=\"oaisim-load a&lt;b&gt;&amp;&quot;c&quot; \"") != std::string::npos);
}

TEST_CASE("an invalid run is a failed test case") {
  auto result = sample_result();
  result.client.busiest_core = 1;
  result.verdict = judge_client(result);
  CHECK(written("junit", result).find("<failure message=\"a worker used 100.0 %") != std::string::npos);
}

TEST_CASE("the percentile distribution is in HdrHistogram's text form") {
  check_golden("e2e.hgrm", written("hgrm", sample_result()));
}
