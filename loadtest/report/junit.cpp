#include "loadtest/report/junit.h"

#include <algorithm>

#include "common/base/utc_time.h"
#include "loadtest/report/description.h"
#include "loadtest/report/html_text.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

struct TestCase {
  std::string name;
  std::string failure;  // empty: it passed
};

std::vector<TestCase> test_cases(const RunResult& result) {
  std::vector<TestCase> cases;
  TestCase verdict{.name = "the figures are the server's", .failure = {}};
  for (const auto& reason : result.verdict.reasons) verdict.failure += (verdict.failure.empty() ? "" : "; ") + reason;
  cases.push_back(std::move(verdict));
  for (const auto& outcome : result.thresholds) {
    cases.push_back({.name = "fail if " + outcome.threshold.text,
                     .failure = outcome.failed ? "measured: " + measured_text(outcome) : ""});
  }
  return cases;
}

}  // namespace

void report_junit(const RunResult& result, std::ostream& out) {
  const auto cases = test_cases(result);
  const auto failures = std::count_if(cases.begin(), cases.end(), [](const TestCase& c) { return !c.failure.empty(); });
  const std::string totals = "tests=\"" + std::to_string(cases.size()) + "\" failures=\"" + std::to_string(failures) +
                             "\" errors=\"0\" time=\"" + decimals(to_seconds(result.length), 3) + "\"";
  std::string started;
  append_utc(started, result.started_unix);
  started = started.substr(0, started.find('Z'));
  const std::string name = html_escaped("oaisim-load " + result.plan.name);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " << totals << ">\n"
      << "  <testsuite name=\"" << name << "\" " << totals << " skipped=\"0\" timestamp=\"" << started << "\">\n";
  for (const auto& test : cases) {
    out << "    <testcase classname=\"" << html_escaped("oaisim-load." + result.plan.name) << "\" name=\""
        << html_escaped(test.name) << "\" time=\"0\"";
    if (test.failure.empty()) {
      out << "/>\n";
    } else {
      out << "><failure message=\"" << html_escaped(test.failure) << "\"/></testcase>\n";
    }
  }
  out << "  </testsuite>\n</testsuites>\n";
}

}  // namespace oaisim::loadtest
