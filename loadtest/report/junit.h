// The result for a CI server: JUnit's XML with a test case for the verdict on the client and one for each threshold.
//
//   <testsuites><testsuite name="oaisim-load run" tests="3" failures="1" ...>
//     <testcase classname="oaisim-load.run" name="fail if ttft_p99&gt;500ms"><failure message="..."/></testcase>
//
// Thread safety: all of it.  Source: the schema that Jenkins and GitLab read (junit-10.xsd).
#pragma once

#include <ostream>

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {

void report_junit(const RunResult& result, std::ostream& out);

}  // namespace oaisim::loadtest
