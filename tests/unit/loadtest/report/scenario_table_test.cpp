#include "loadtest/report/scenario_table.h"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/unit/loadtest/golden.h"

using namespace oaisim::loadtest;

TEST_CASE("a scenario ends in a table with a mark per check and one for all") {
  const std::vector<Check> checks{
      {.name = "admitted in minute 1",
       .measured = "600 requests",
       .allowed = "590 to 600 requests",
       .margin = "0 requests",
       .passed = true},
      {.name = "requests/s", .measured = "30", .allowed = "", .margin = "", .passed = true},
      {.name = "other failures", .measured = "2", .allowed = "0", .margin = "", .passed = false}};
  std::ostringstream out;
  report_scenario("limits-requests", checks, out);
  check_golden("scenario_failed.txt", out.str());
}
