#include "loadtest/report/svg_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "loadtest/report/html_text.h"

namespace oaisim::loadtest {
namespace {

constexpr double kMarksWanted = 5;

// 1, 2 or 5 times a power of ten, so that there are about as many steps as wanted.
double round_step(double range) {
  const double rough = range / kMarksWanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * 0.999) return factor * power;
  }
  return 10 * power;
}

void add_marks(Axis& axis, double step) {
  const auto first = static_cast<int>(std::ceil(axis.low / step - 1e-9));
  const auto last = static_cast<int>(std::floor(axis.high / step + 1e-9));
  for (int i = first; i <= last; ++i) axis.marks.push_back({i * step, short_number(i * step)});
}

}  // namespace

double Axis::place(double value) const {
  if (!is_logarithmic) return std::clamp((value - low) / (high - low), 0.0, 1.0);
  return std::clamp(std::log(std::max(value, low) / low) / std::log(high / low), 0.0, 1.0);
}

Axis linear_axis(std::string title, double highest) {
  Axis axis{.title = std::move(title), .high = highest > 0 ? highest : 1};
  const double step = round_step(axis.high);
  axis.high = std::ceil(axis.high / step - 1e-9) * step;
  add_marks(axis, step);
  return axis;
}

Axis exact_axis(std::string title, double low, double high) {
  Axis axis{.title = std::move(title), .low = low, .high = high > low ? high : low + 1};
  add_marks(axis, round_step(axis.high - axis.low));
  return axis;
}

Axis logarithmic_axis(std::string title, double lowest, double highest) {
  Axis axis{.title = std::move(title), .is_logarithmic = true};
  axis.low = std::pow(10, std::floor(std::log10(lowest)));
  axis.high = std::max(axis.low * 10, std::pow(10, std::ceil(std::log10(highest) - 1e-9)));
  for (double value = axis.low; value <= axis.high * 1.001; value *= 10)
    axis.marks.push_back({value, short_number(value)});
  return axis;
}

Axis percentile_axis(std::string title, double count) {
  static constexpr std::array kMarks{0.0, 50.0, 90.0, 99.0, 99.9, 99.99, 99.999, 99.9999};
  Axis axis{.title = std::move(title), .high = std::clamp(std::log10(std::max(count, 1.0)), 1.0, 6.0)};
  for (const double percent : kMarks) {
    const double place = percentile_place(percent);
    std::string label = std::to_string(percent);
    label.erase(label.find_last_not_of('0') + 1);
    if (label.ends_with('.')) label.pop_back();
    if (place <= axis.high + 1e-6) axis.marks.push_back({place, label});
  }
  return axis;
}

double percentile_place(double percent) { return -std::log10(1 - percent / 100); }

}  // namespace oaisim::loadtest
