// The reports that a run can be written as: a flag each, and a file's name in a folder of all of them.
//
// What writes a format is in report/reporters.cpp, under the same name.
// Thread safety: constants.
#pragma once

#include <array>
#include <string_view>

namespace oaisim::loadtest {

struct ReportFormat {
  std::string_view name;  // the flag, without `--`
  std::string_view file;  // in --report-dir
  std::string_view help;
};

inline constexpr std::array kReportFormats{
    ReportFormat{"json", "result.json", "Write the result to this file (docs/schemas/load-result.schema.json)"},
    ReportFormat{"markdown", "report.md", "Write a report in Markdown to this file, as for a pull request"},
    ReportFormat{"html", "report.html", "Write a page with charts to this file, readable offline"},
    ReportFormat{"junit", "junit.xml", "Write the verdict and the thresholds as JUnit test cases to this file"},
    ReportFormat{"hgrm", "e2e.hgrm", "Write the percentiles of E2E from intended in HdrHistogram's .hgrm format"},
    ReportFormat{"hgrm-ttft", "ttft.hgrm", "The same of TTFT from intended"}};

}  // namespace oaisim::loadtest
