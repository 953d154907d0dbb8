#include "loadtest/results/findings.h"

#include <algorithm>
#include <cmath>

#include "common/text/number_text.h"
#include "loadtest/results/waiting.h"

namespace oaisim::loadtest {
namespace {

constexpr std::uint64_t kEnough = 20;     // successes of a segment or a third of the run
constexpr double kMoreThroughput = 1.05;  // less is no growth
constexpr double kMoreLatency = 1.2;      // less is no change
constexpr double kMoreLoad = 1.25;        // beyond the knee, before it is called one

std::string ms(double nanoseconds) { return three_digits(nanoseconds / 1e6) + " ms"; }
std::string ms(std::int64_t nanoseconds) { return ms(static_cast<double>(nanoseconds)); }

// Levels or stages with enough successes, by rising load.
struct Curve {
  struct Point {
    const Segment* segment;
    double load;  // active workers, or requests per second that were offered
    std::string name;
  };
  std::vector<Point> points;
};

Curve curve_of(const RunResult& result) {
  const bool by_level = result.levels.size() >= 3;
  Curve curve;
  for (const Segment& segment : by_level ? result.levels : result.stages) {
    if (segment.e2e.from_sent.count() < kEnough || segment.length <= Duration::zero()) continue;
    const double offered = static_cast<double>(segment.counts.requests) / to_seconds(segment.length);
    curve.points.push_back(
        by_level
            ? Curve::Point{&segment, segment.level, segment.name + " active workers"}
            : Curve::Point{&segment, offered, "stage " + segment.name + " (" + three_digits(offered) + " requests/s)"});
  }
  std::stable_sort(curve.points.begin(), curve.points.end(),
                   [](const Curve::Point& a, const Curve::Point& b) { return a.load < b.load; });
  return curve;
}

double throughput(const Curve::Point& point) { return point.segment->throughput.successes_per_second; }
std::int64_t median_e2e(const Curve::Point& point) { return point.segment->e2e.from_intended.percentile(50); }

// The first point after which none has notably more throughput.
const Curve::Point& knee_of(const Curve& curve) {
  for (auto point = curve.points.begin(); point != curve.points.end(); ++point) {
    const bool is_last_growth = std::none_of(point + 1, curve.points.end(), [&](const Curve::Point& later) {
      return throughput(later) > throughput(*point) * kMoreThroughput;
    });
    if (is_last_growth) return *point;
  }
  return curve.points.back();
}

// " of status 302": the most frequent status of replies that were no success and no error; empty: they had one.
std::string status_of_bad_bodies(const RunResult& result) {
  const auto sample = std::find_if(result.errors.begin(), result.errors.end(),
                                   [](const ErrorSample& error) { return error.outcome == Outcome::bad_body; });
  if (sample == result.errors.end() || sample->status < 201) return {};
  return " of status " + std::to_string(sample->status);
}

std::string change(const std::string& name, double from, double to) {
  const double factor = to / from;
  if (factor < kMoreLatency && factor > 1 / kMoreLatency)
    return "the median " + name + " stayed about the same (" + ms(from) + " and " + ms(to) + ")";
  return "the median " + name + (factor > 1 ? " rose from " : " fell from ") + ms(from) + " to " + ms(to);
}

struct Third {
  CompactHistogram first, last;
};

// E2E in the first and the last third of what the timeline has after the warm-up and the start of all users.
Third thirds_of(const RunResult& result) {
  const Duration begin = std::max(result.plan.load.warmup, result.plan.load.ramp());
  const Duration third = (result.length - begin) / 3;
  Third thirds;
  for (const TimeSlice& slice : result.timeline) {
    if (slice.begin < begin) continue;
    if (slice.begin + slice.length <= begin + third) thirds.first.merge(slice.e2e.from_sent);
    if (slice.begin >= begin + 2 * third) thirds.last.merge(slice.e2e.from_sent);
  }
  return thirds;
}

}  // namespace

std::optional<std::string> find_saturation(const RunResult& result) {
  const Curve curve = curve_of(result);
  if (curve.points.size() < 3) return std::nullopt;
  const auto& last = curve.points.back();
  const auto& knee = knee_of(curve);
  if (&knee == &last) {
    return "Throughput still grew at the highest load: " + three_digits(throughput(last)) + " successes/s at " +
           last.name + ". Nothing was saturated up to there.";
  }
  const bool slower = static_cast<double>(median_e2e(last)) > static_cast<double>(median_e2e(knee)) * kMoreLatency;
  if (!slower || last.load < knee.load * kMoreLoad) return std::nullopt;
  return "Throughput stops growing at " + knee.name + ": " + three_digits(throughput(knee)) +
         " successes/s there and " + three_digits(throughput(last)) + " at " + last.name +
         ", while the median E2E rises from " + ms(median_e2e(knee)) + " to " + ms(median_e2e(last)) + ".";
}

std::optional<std::string> find_growth(const RunResult& result) {
  const Curve curve = curve_of(result);
  if (curve.points.size() < 2) return std::nullopt;
  const Segment& low = *curve.points.front().segment;
  const Segment& high = *curve.points.back().segment;
  const auto median = [](const HdrHistogram& histogram) { return static_cast<double>(histogram.percentile(50)); };
  const double ttft = median(low.ttft.from_intended), tpot = median(low.tpot);
  if (ttft <= 0 || tpot <= 0) return std::nullopt;
  const double later_ttft = median(high.ttft.from_intended), later_tpot = median(high.tpot);
  if (std::max(later_ttft / ttft, later_tpot / tpot) < kMoreLatency) return std::nullopt;
  return "From " + curve.points.front().name + " to " + curve.points.back().name + ", " +
         change("TTFT", ttft, later_ttft) + " and " + change("TPOT", tpot, later_tpot) + ".";
}

std::optional<std::string> find_limit(const RunResult& result) {
  const Counts& counts = result.measured;
  std::vector<std::pair<std::uint64_t, std::string>> notable;
  for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i) {
    const double share = counts.share_of_finished(counts.by_outcome[i]);
    if (share <= kNotableShare) continue;
    std::string text = percent(share) + " with " + std::string(kOutcomeNames[i]);
    if (static_cast<Outcome>(i) == Outcome::rate_limited) {
      text += " (" + std::to_string(counts.limited_for(LimitReason::requests)) + " for requests, " +
              std::to_string(counts.limited_for(LimitReason::tokens)) + " for tokens, " +
              std::to_string(counts.limited_for(LimitReason::other)) + " for another limit)";
    }
    if (static_cast<Outcome>(i) == Outcome::bad_body) text += status_of_bad_bodies(result);
    notable.emplace_back(counts.by_outcome[i], std::move(text));
  }
  if (notable.empty()) return std::nullopt;
  std::stable_sort(notable.begin(), notable.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string sentence = "Requests failed: ";
  for (const auto& [count, text] : notable) sentence += (count == notable.front().first ? "" : ", ") + text;
  return sentence + ".";
}

std::optional<std::string> find_client_limit(const RunResult& result) {
  if (result.verdict.valid || result.verdict.nothing_measured || result.verdict.reasons.empty()) return std::nullopt;
  return "The client was the limit, so these are not the server's figures: " + result.verdict.reasons.front() + ".";
}

std::optional<std::string> find_drift(const RunResult& result) {
  if (result.stages.size() > 1 || result.levels.size() > 1) return std::nullopt;
  const Third thirds = thirds_of(result);
  if (thirds.first.count() < kEnough || thirds.last.count() < kEnough) return std::nullopt;
  const auto first = static_cast<double>(thirds.first.percentile(50));
  const auto last = static_cast<double>(thirds.last.percentile(50));
  if (last < first * kMoreLatency && first < last * kMoreLatency) return std::nullopt;
  return std::string("The run was not steady: the median E2E ") + (last > first ? "rose" : "fell") + " from " +
         ms(first) + " in its first third to " + ms(last) + " in its last; " +
         (last > first ? "a longer run shows where it ends." : "a longer --warmup leaves the beginning out.");
}

std::vector<std::string> findings_of(const RunResult& result) {
  std::vector<std::string> findings;
  for (const auto rule : {find_saturation, find_growth, find_limit, find_not_sent, find_client_limit, find_waiting,
                          find_hidden_waiting, find_drift}) {
    if (auto finding = rule(result)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace oaisim::loadtest
