#include "loadtest/report/reporters.h"

#include "loadtest/report/console.h"
#include "loadtest/report/csv_summary.h"
#include "loadtest/report/hgrm.h"
#include "loadtest/report/html.h"
#include "loadtest/report/json.h"
#include "loadtest/report/junit.h"
#include "loadtest/report/markdown.h"

namespace oaisim::loadtest {
namespace {

struct Entry {
  std::string_view format;
  Reporter report;
};

constexpr Entry kReporters[] = {{"console", report_console},         {"json", report_json},
                                {"markdown", report_markdown},       {"html", report_html},
                                {"csv-summary", report_csv_summary}, {"junit", report_junit},
                                {"hgrm", report_e2e_hgrm},           {"hgrm-ttft", report_ttft_hgrm}};

}  // namespace

Reporter find_reporter(std::string_view format) {
  for (const auto& entry : kReporters) {
    if (entry.format == format) return entry.report;
  }
  return nullptr;
}

std::vector<std::string> report_names() {
  std::vector<std::string> names;
  for (const auto& entry : kReporters) names.emplace_back(entry.format);
  return names;
}

}  // namespace oaisim::loadtest
