// What becomes of the figures of a run: where they are written, and what they are held against.
//
// Thread safety: a value.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/plan/push_gateway.h"
#include "loadtest/plan/slo.h"
#include "loadtest/plan/threshold.h"

namespace oaisim::loadtest {

// A file that a report is written to when the run is over.
struct ReportFile {
  std::string format;  // "json", "markdown" ...: a name of report/reporters.h
  std::string path;
};

struct OutputPlan {
  std::vector<Threshold> thresholds;
  std::vector<Slo> slos;
  std::string run_id;                         // empty: one is made
  std::map<std::string, std::string> labels;  // the user's own words about the run
  std::string prometheus_listen;              // where the run can be scraped; empty: nowhere
  std::optional<PushGateway> push_gateway;    // where its metrics are pushed to
  std::vector<ReportFile> reports;
  std::string report_folder;  // made before the run when it is not there; empty: none
  std::string csv_path;       // rows per request, while the run goes on; empty: none
  std::string jsonl_path;     // likewise
  bool quiet = false;         // no progress
};

}  // namespace oaisim::loadtest
