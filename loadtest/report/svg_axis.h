// The axis of a chart: which values it shows, at which of them there is a mark, and where a value lies on it.
//
// Thread safety: all of it.
#pragma once

#include <string>
#include <vector>

namespace oaisim::loadtest {

struct AxisMark {
  double value = 0;
  std::string label;
};

struct Axis {
  std::string title = {};
  double low = 0;
  double high = 1;
  bool is_logarithmic = false;
  std::vector<AxisMark> marks = {};  // ascending

  // From 0 at the low end to 1 at the high end; values beyond are held at the ends.
  double place(double value) const;
};

// From 0 to `highest` or a little more, with marks at round numbers.
Axis linear_axis(std::string title, double highest);
// From `low` to `high` as they are.
Axis exact_axis(std::string title, double low, double high);
// In powers of ten that hold both.  REQUIRES: 0 < lowest <= highest.
Axis logarithmic_axis(std::string title, double lowest, double highest);

// Percentiles as HdrHistogram's plots have them: equal steps to 90 %, 99 %, 99.9 %...  Values on it are
// percentile_place() of a percentile.  `count`: of what was measured, which says how far percentiles go.
Axis percentile_axis(std::string title, double count);
double percentile_place(double percent);  // -log10(1 - percent / 100)

}  // namespace oaisim::loadtest
