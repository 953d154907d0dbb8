#include "loadtest/report/html_charts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "loadtest/report/html_text.h"

namespace oaisim::loadtest {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kNanosecondsPerMs = 1e6;
constexpr double kLongRun = 600;         // seconds, from which on axes are in minutes
constexpr double kLogarithmicFrom = 50;  // the largest value as a multiple of the smallest

template <typename Histogram>
double percentile_ms(const Histogram& histogram, double percent) {
  return histogram.empty() ? kNone : static_cast<double>(histogram.percentile(percent)) / kNanosecondsPerMs;
}

template <typename Figures>
Series series_of(std::string name, int color, int dash, const std::vector<Figures>& parts,
                 const std::function<double(const Figures&)>& value) {
  Series series{.name = std::move(name), .color = color, .dash = dash};
  for (const Figures& part : parts) series.values.push_back(value(part));
  return series;
}

// Of all series together; 0 and 0 when there are none above 0.
struct Range {
  double low = 0;
  double high = 0;
};

Range range_of(const std::vector<Series>& all) {
  Range range;
  for (const Series& series : all) {
    for (const double value : series.values) {
      if (!(value > 0)) continue;
      range.low = range.low == 0 ? value : std::min(range.low, value);
      range.high = std::max(range.high, value);
    }
  }
  return range;
}

Axis value_axis(std::string title, const std::vector<Series>& all) {
  return linear_axis(std::move(title), range_of(all).high);
}

Axis latency_axis(const std::vector<Series>& all) {
  const Range range = range_of(all);
  if (range.low > 0 && range.high > kLogarithmicFrom * range.low)
    return logarithmic_axis("ms, logarithmic", range.low, range.high);
  return linear_axis("ms", range.high);
}

// ---- Over time

struct TimeUnit {
  const char* name;
  double seconds;
};

TimeUnit time_unit(const RunResult& result) {
  return to_seconds(result.length) >= kLongRun ? TimeUnit{"min", 60} : TimeUnit{"s", 1};
}

// A stage that is left never comes back, so they follow one another from the end of the warm-up on.
std::vector<Band> bands_of(const RunResult& result, double unit) {
  std::vector<Band> bands;
  double begin = to_seconds(result.plan.load.warmup) / unit;
  if (begin > 0) bands.push_back({.name = "warm-up", .begin = 0, .end = begin});
  for (const Segment& stage : result.stages) {
    const double end = begin + to_seconds(stage.length) / unit;
    bands.push_back({.name = stage.name, .begin = begin, .end = end});
    begin = end;
  }
  return bands;
}

Chart over_time(const RunResult& result, std::string title, std::string unit) {
  const TimeUnit time = time_unit(result);
  double end = 0;
  Chart chart{.title = std::move(title), .unit = std::move(unit)};
  for (const TimeSlice& slice : result.timeline) {
    const double begin = to_seconds(slice.begin) / time.seconds;
    end = begin + to_seconds(slice.length) / time.seconds;
    chart.places.push_back((begin + end) / 2);
    chart.place_names.push_back(short_number(begin) + " to " + short_number(end) + " " + time.name);
  }
  chart.x = exact_axis(std::string("time since the start in ") + time.name, 0, end);
  chart.bands = bands_of(result, time.seconds);
  return chart;
}

Chart latency_over_time(const RunResult& result, const std::string& name, CompactLatency TimeSlice::*latency) {
  Chart chart = over_time(result, name + " over time", "ms");
  int color = 0;
  for (const auto& [label, percent] : {std::pair{" p50", 50.0}, {" p95", 95.0}, {" p99", 99.0}}) {
    chart.series.push_back(series_of<TimeSlice>(
        name + label, color, color, result.timeline,
        [latency, p = percent](const TimeSlice& slice) { return percentile_ms((slice.*latency).from_intended, p); }));
    ++color;
  }
  chart.y = latency_axis(chart.series);
  return chart;
}

double per_second(std::uint64_t count, const TimeSlice& slice) {
  const double seconds = to_seconds(slice.length);
  return seconds > 0 ? static_cast<double>(count) / seconds : kNone;
}

// ---- By level

Chart by_level(const RunResult& result, std::string title, std::string unit) {
  Chart chart{.title = std::move(title), .unit = std::move(unit)};
  if (result.levels.size() < 2) return chart;
  double highest = 0;
  for (const Segment& level : result.levels) {
    chart.places.push_back(level.level);
    chart.place_names.push_back(level.name + " active workers");
    highest = std::max(highest, level.level);
  }
  chart.x = linear_axis("active workers when the request began", highest);
  return chart;
}

void add_by_level(Chart& chart, const RunResult& result, std::string name, int color, int dash,
                  const std::function<double(const Segment&)>& value) {
  if (!chart.places.empty())
    chart.series.push_back(series_of<Segment>(std::move(name), color, dash, result.levels, value));
}

}  // namespace

Chart ttft_over_time(const RunResult& result) { return latency_over_time(result, "TTFT", &TimeSlice::ttft); }
Chart e2e_over_time(const RunResult& result) { return latency_over_time(result, "E2E", &TimeSlice::e2e); }

Chart requests_over_time(const RunResult& result) {
  Chart chart = over_time(result, "Requests and errors over time", "per second");
  const auto add = [&](const char* name, int color, int dash, std::uint64_t TimeSlice::*count) {
    chart.series.push_back(series_of<TimeSlice>(
        name, color, dash, result.timeline, [&](const TimeSlice& slice) { return per_second(slice.*count, slice); }));
  };
  add("offered", 5, 1, &TimeSlice::offered);
  add("succeeded", 0, 0, &TimeSlice::succeeded);
  if (result.whole_run.of(Outcome::rate_limited) > 0) add("429", 1, 1, &TimeSlice::limited);
  if (result.whole_run.failures() > result.whole_run.of(Outcome::rate_limited)) add("failed", 3, 0, &TimeSlice::failed);
  chart.y = value_axis("requests/s", chart.series);
  return chart;
}

Chart tokens_over_time(const RunResult& result) {
  Chart chart = over_time(result, "Output tokens over time", "tokens/s");
  if (result.whole_run.completion_tokens == 0) return chart;
  chart.series.push_back(series_of<TimeSlice>("output tokens", 2, 0, result.timeline, [](const TimeSlice& slice) {
    return per_second(slice.output_tokens, slice);
  }));
  chart.y = value_axis("tokens/s", chart.series);
  return chart;
}

Chart concurrency_over_time(const RunResult& result) {
  Chart chart = over_time(result, "Concurrency over time", "");
  chart.series.push_back(series_of<TimeSlice>("in flight, mean", 0, 0, result.timeline,
                                              [](const TimeSlice& slice) { return slice.in_flight_mean; }));
  chart.series.push_back(series_of<TimeSlice>("in flight, most", 1, 2, result.timeline, [](const TimeSlice& slice) {
    return static_cast<double>(slice.in_flight_max);
  }));
  chart.series.push_back(series_of<TimeSlice>("active workers", 5, 1, result.timeline, [](const TimeSlice& slice) {
    return slice.active_workers > 0 ? slice.active_workers : kNone;
  }));
  chart.y = value_axis("requests", chart.series);
  return chart;
}

Chart percentile_curves(const RunResult& result) {
  struct Curve {
    const char* name;
    int color;
    int dash;
    const HdrHistogram* histogram;
  };
  const auto& l = result.latencies;
  const std::array curves{
      Curve{"TTFT from intended", 0, 0, &l.ttft.from_intended}, Curve{"TTFT from sent", 0, 2, &l.ttft.from_sent},
      Curve{"E2E from intended", 1, 0, &l.e2e.from_intended}, Curve{"E2E from sent", 1, 2, &l.e2e.from_sent}};
  Chart chart{.title = "Latency by percentile", .unit = "ms"};
  const auto count = static_cast<double>(l.e2e.from_sent.count());
  chart.x = percentile_axis("percentile", count);
  constexpr double kStep = 0.05;
  for (double place = 0; place <= chart.x.high + kStep / 2; place += kStep) {
    chart.places.push_back(place);
    chart.place_names.push_back("percentile " + short_number(100 * (1 - std::pow(10, -place))));
  }
  for (const Curve& curve : curves) {
    Series series{.name = curve.name, .color = curve.color, .dash = curve.dash};
    for (const double place : chart.places)
      series.values.push_back(percentile_ms(*curve.histogram, 100 * (1 - std::pow(10, -place))));
    chart.series.push_back(std::move(series));
  }
  chart.y = latency_axis(chart.series);
  return chart;
}

Chart latency_histogram(const std::string& title, const HdrHistogram& latency) {
  constexpr std::size_t kBars = 40;
  constexpr double kShown = 99.5;  // percent; a few slow ones would press the others together
  Chart chart{.title = title, .unit = "requests"};
  if (latency.empty()) return chart;
  const std::int64_t low = latency.min();
  const std::int64_t high = std::max(low + 1, latency.percentile(kShown));
  const double width = static_cast<double>(high - low) / kBars;
  const auto edge = [&](std::size_t i) { return static_cast<double>(low) + width * static_cast<double>(i); };
  Series series{.name = "requests", .color = 0, .kind = SeriesKind::bars};
  for (std::size_t i = 0; i < kBars; ++i) {
    const auto begin = static_cast<std::int64_t>(edge(i));
    const auto end = static_cast<std::int64_t>(edge(i + 1)) + (i + 1 == kBars ? 1 : 0);
    chart.places.push_back((edge(i) + edge(i + 1)) / 2 / kNanosecondsPerMs);
    chart.place_names.push_back(short_number(edge(i) / kNanosecondsPerMs) + " to " +
                                short_number(edge(i + 1) / kNanosecondsPerMs) + " ms");
    series.values.push_back(static_cast<double>(latency.count_between(begin, end)));
  }
  chart.series.push_back(std::move(series));
  chart.x = exact_axis("ms, up to the 99.5th percentile", static_cast<double>(low) / kNanosecondsPerMs,
                       static_cast<double>(high) / kNanosecondsPerMs);
  chart.y = value_axis("requests", chart.series);
  return chart;
}

Chart latency_by_level(const RunResult& result) {
  Chart chart = by_level(result, "Latency by level of concurrency", "ms");
  const auto add = [&](const char* name, int color, int dash, Latency Segment::*latency, double percent) {
    add_by_level(chart, result, name, color, dash,
                 [=](const Segment& level) { return percentile_ms((level.*latency).from_intended, percent); });
  };
  add("TTFT p50", 0, 0, &Segment::ttft, 50);
  add("TTFT p99", 0, 1, &Segment::ttft, 99);
  add("E2E p50", 1, 0, &Segment::e2e, 50);
  add("E2E p99", 1, 1, &Segment::e2e, 99);
  chart.y = latency_axis(chart.series);
  return chart;
}

Chart requests_by_level(const RunResult& result) {
  Chart chart = by_level(result, "Throughput by level of concurrency", "per second");
  add_by_level(chart, result, "successes/s", 0, 0, [](const Segment& s) { return s.throughput.successes_per_second; });
  add_by_level(chart, result, "failures/s", 3, 1, [](const Segment& s) {
    return std::max(0.0, s.throughput.requests_per_second - s.throughput.successes_per_second);
  });
  chart.y = value_axis("requests/s", chart.series);
  return chart;
}

Chart tokens_by_level(const RunResult& result) {
  Chart chart = by_level(result, "Output tokens by level of concurrency", "tokens/s");
  if (result.measured.completion_tokens == 0) return chart;
  add_by_level(chart, result, "output tokens/s", 2, 0,
               [](const Segment& s) { return s.throughput.completion_tokens_per_second; });
  chart.y = value_axis("tokens/s", chart.series);
  return chart;
}

}  // namespace oaisim::loadtest
