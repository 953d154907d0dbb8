#include "loadtest/report/html.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "common/base/version.h"
#include "loadtest/report/html_style.h"
#include "loadtest/report/html_text.h"
#include "loadtest/report/svg_chart.h"
#include "tests/unit/loadtest/golden.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

std::string page_of(const RunResult& result) {
  std::ostringstream out;
  report_html(result, out);
  return out.str();
}

// Every start tag has its end tag, in order; what the writers of the page must keep.
bool is_balanced(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const auto end = page.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = page.substr(at + 1, end - at - 1);
    if (tag.starts_with('!') || tag.ends_with('/')) continue;
    if (!tag.starts_with('/')) {
      open.push_back(tag.substr(0, tag.find_first_of(" \n")));
    } else {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    }
  }
  return open.empty();
}

}  // namespace

TEST_CASE("the HTML report stays as it is") {
  std::string page = page_of(sample_result());
  const auto replace = [&page](const std::string& text, const std::string& by) {
    for (auto at = page.find(text); at != std::string::npos; at = page.find(text, at))
      page.replace(at, text.size(), by);
  };
  replace(std::string("oaisim-load ") + kVersion, "oaisim-load x");
  replace(kHtmlStyle, "the style");
  check_golden("report.html", page);
}

TEST_CASE("the HTML report is balanced, also of an empty result and of one that measured nothing") {
  CHECK(is_balanced(page_of(sample_result())));
  CHECK(is_balanced(page_of(RunResult{})));
  auto failed = sample_result();
  failed.latencies = {};
  failed.verdict = judge_client(failed);
  CHECK(is_balanced(page_of(failed)));
  CHECK_FALSE(is_balanced("<p><b></p></b>"));
}

TEST_CASE("what came from outside is text in the HTML report") {
  const std::string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
  auto result = sample_result();
  result.id = result.plan.target.model = result.plan.target.deployment = result.plan.target.path_and_query = evil;
  result.plan.name = evil;
  result.labels = {{evil, evil}};
  result.errors = {{Outcome::bad_body, 200, evil + "\xff\x01", 1}};
  result.findings = {evil};
  result.verdict = {.valid = false, .nothing_measured = false, .reasons = {evil}};
  result.stages.front().name = result.levels.front().name = evil;
  result.thresholds.front().threshold.text = evil;
  result.plan.output.slos.front().text = evil;
  const std::string page = page_of(result);
  CHECK(is_balanced(page));
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("\"'>") == std::string::npos);
  CHECK(page.find("&lt;script&gt;") != std::string::npos);
  CHECK(page.find('\xff') == std::string::npos);
}

TEST_CASE("the HTML report loads nothing and holds no key") {
  const std::string page = page_of(sample_result());
  CHECK(page.find("sk-secret") == std::string::npos);
  for (const char* what : {"src=", "@import", "url(", "<link", "<script"}) CHECK(page.find(what) == std::string::npos);
  CHECK(page.find("default-src 'none'") != std::string::npos);
}

TEST_CASE("an invalid run says so first, with its reasons") {
  auto result = sample_result();
  result.verdict = {.valid = false, .nothing_measured = false, .reasons = {"send lag p99 is 40 ms"}};
  const std::string page = page_of(result);
  const auto verdict = page.find("<div class=\"verdict bad\"><p class=\"word\">INVALID");
  REQUIRE(verdict != std::string::npos);
  CHECK(verdict < page.find("<figure>"));
  CHECK(page.find("<li>send lag p99 is 40 ms</li>") != std::string::npos);
  CHECK(page_of(sample_result()).find(">INVALID") == std::string::npos);
}

TEST_CASE("text for HTML is escaped and well-formed") {
  CHECK(html_escaped("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  CHECK(html_escaped("a\tb\x7f\x01") == "a b  ");
  CHECK(html_escaped("\xc3\xa9\xc3") == "\xc3\xa9\xef\xbf\xbd");
  CHECK(html_escaped("\xef\xbf\xbf") == "\xef\xbf\xbd");
}

TEST_CASE("short numbers have three digits and no zeros at the end") {
  CHECK(short_number(0) == "0");
  CHECK(short_number(0.5) == "0.5");
  CHECK(short_number(0.1234) == "0.123");
  CHECK(short_number(0.001) == "0.001");
  CHECK(short_number(1) == "1");
  CHECK(short_number(12.34) == "12.3");
  CHECK(short_number(100) == "100");
  CHECK(short_number(123.4) == "123");
  CHECK(short_number(1234567) == "1,234,567");
}

TEST_CASE("a linear axis has round marks and holds its values") {
  const Axis axis = linear_axis("ms", 437);
  CHECK(axis.high == 500);
  REQUIRE(axis.marks.size() == 6);
  CHECK(axis.marks[1].label == "100");
  CHECK(axis.place(250) == doctest::Approx(0.5));
  CHECK(axis.place(1000) == 1);
  CHECK(linear_axis("ms", 0).high > 0);
}

TEST_CASE("a logarithmic axis spans powers of ten") {
  const Axis axis = logarithmic_axis("ms", 3, 900);
  CHECK(axis.low == doctest::Approx(1));
  CHECK(axis.high == doctest::Approx(1000));
  CHECK(axis.place(std::sqrt(1000.0)) == doctest::Approx(0.5));
  CHECK(axis.place(0) == 0);
}

TEST_CASE("percentiles go as far as there are requests") {
  CHECK(percentile_axis("", 1000).high == doctest::Approx(3));
  CHECK(percentile_axis("", 1000).marks.back().label == "99.9");
  CHECK(percentile_place(99) == doctest::Approx(2));
}

TEST_CASE("a chart skips what has no value and says the range in words") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  Chart chart{.title = "T", .unit = "ms", .x = exact_axis("s", 0, 4), .y = linear_axis("ms", 10)};
  chart.places = {0, 1, 2, 3};
  chart.place_names = {"a", "b", "c", "d"};
  chart.series = {{.name = "one", .values = {1, 2, none, 10}}, {.name = "none", .values = {none, none, none, none}}};
  std::ostringstream out;
  write_chart(chart, out);
  const std::string text = out.str();
  CHECK(text.find("aria-label=\"T: one from 1 to 10 ms.\"") != std::string::npos);
  CHECK(text.find("none<") == std::string::npos);
  CHECK(text.find("nan") == std::string::npos);
  CHECK(text.find("c</title>") != std::string::npos);
  chart.series.erase(chart.series.begin());
  std::ostringstream empty;
  write_chart(chart, empty);
  CHECK(empty.str().empty());
}
