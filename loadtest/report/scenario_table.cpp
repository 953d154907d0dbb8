#include "loadtest/report/scenario_table.h"

#include <algorithm>
#include <string>

#include "loadtest/report/text.h"

namespace oaisim::loadtest {

void report_scenario(std::string_view name, const std::vector<Check>& checks, std::ostream& out) {
  std::size_t name_width = 0, measured_width = 8, allowed_width = 7;
  for (const auto& check : checks) {
    name_width = std::max(name_width, check.name.size());
    if (check.measured.size() < 40) measured_width = std::max(measured_width, check.measured.size());
    allowed_width = std::max(allowed_width, check.allowed.size());
  }
  out << "\nscenario " << name << '\n'
      << "      " << left("check", name_width) << "  " << left("measured", measured_width) << "  "
      << left("allowed", allowed_width) << "  inside by\n";
  for (const auto& check : checks) {
    const char* mark = check.allowed.empty() ? "    " : check.passed ? "PASS" : "FAIL";
    std::string line = std::string(mark) + "  " + left(check.name, name_width) + "  " +
                       left(check.measured, measured_width) + "  " + left(check.allowed, allowed_width) + "  " +
                       check.margin;
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
  out << (all_passed(checks) ? "PASS" : "FAIL") << "  " << name << '\n';
}

}  // namespace oaisim::loadtest
