// How late events came, and whether they came later and later.
//
// Every event is kept, so that percentiles are exact: 4 bytes each.
//
// Thread safety: none.  Units: milliseconds; `at` is the time since the run began.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/base/units.h"

namespace oaisim::bench {

class Lateness {
 public:
  void add(Duration at, Duration late);

  bool empty() const { return values_.empty(); }
  double mean() const;

  // The value that `share` (0 to 1) of the events do not exceed.  Sorts.  REQUIRES: !empty().
  double quantile(double share);

  // Mean, minimum, percentiles and maximum as a JSON object.  Sorts.  REQUIRES: !empty().
  std::string json();

  // How much later events come, on the line of least squares through all of them, for each second of the run.
  double drift_per_second() const;

 private:
  std::vector<float> values_;
  double sum_at_ = 0;  // seconds
  double sum_late_ = 0;
  double sum_at_at_ = 0;
  double sum_at_late_ = 0;
};

}  // namespace oaisim::bench
