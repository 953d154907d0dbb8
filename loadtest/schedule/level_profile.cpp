#include "loadtest/schedule/level_profile.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace oaisim::loadtest {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// Moments are whole nanoseconds, so that a level is met at one that is up to that much too early.
constexpr double kRounding = 1e-9;

std::optional<Duration> duration_of(double seconds) {
  if (seconds > to_seconds(kForever) / 2) return std::nullopt;
  return from_seconds(seconds);
}

}  // namespace

LevelProfile::LevelProfile(const std::vector<Stage>& stages) {
  double begin = 0;
  double area = 0;
  for (const auto& stage : stages) {
    const double length = stage.length == kForever ? kInfinite : to_seconds(stage.length);
    const double mean = (stage.from + stage.to) / 2;
    area += mean > 0 ? mean * length : 0;
    segments_.push_back({begin, length, stage.from, stage.to, area});
    if (stage.length == kForever) break;
    begin += length;
  }
}

double LevelProfile::Segment::at(double moment) const {
  return from == to ? from : from + (to - from) * (moment - begin) / length;
}

std::size_t LevelProfile::segment_at(double moment) const {
  const auto after = std::upper_bound(segments_.begin(), segments_.end(), moment,
                                      [](double at, const Segment& segment) { return at < segment.end(); });
  return static_cast<std::size_t>(after - segments_.begin());
}

double LevelProfile::level_at(Duration since_start) const {
  const double moment = to_seconds(since_start);
  const std::size_t index = segment_at(moment);
  return moment < 0 || index == segments_.size() ? 0 : segments_[index].at(moment);
}

std::int32_t LevelProfile::stage_at(Duration since_start) const {
  if (segments_.empty()) return 0;
  return static_cast<std::int32_t>(std::min(segment_at(to_seconds(since_start)), segments_.size() - 1));
}

// Within a segment the area is from * x + slope / 2 * x * x; its inverse in the form that loses no digits.
std::optional<Duration> LevelProfile::moment_of(double area) const {
  const auto found = std::upper_bound(segments_.begin(), segments_.end(), area,
                                      [](double wanted, const Segment& segment) { return wanted < segment.area_end; });
  if (found == segments_.end()) return std::nullopt;
  const double before = found == segments_.begin() ? 0 : std::prev(found)->area_end;
  const double rest = area - before;
  if (rest <= 0) return duration_of(found->begin);
  if (found->from == found->to) return duration_of(found->begin + rest / found->from);
  const double slope = (found->to - found->from) / found->length;
  const double root = std::sqrt(std::max(0.0, found->from * found->from + 2 * slope * rest));
  return duration_of(found->begin + std::min(found->length, 2 * rest / (found->from + root)));
}

std::optional<Duration> LevelProfile::reaches(double level, Duration from) const {
  const double first = std::max(0.0, to_seconds(from));
  const double enough = level * (1 - kRounding);
  for (std::size_t i = segment_at(first); i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    const double begin = std::max(first, segment.begin);
    if (segment.at(begin) >= enough) return begin == first ? from : duration_of(begin);
    if (segment.to <= segment.from || segment.to < enough) continue;
    const double crossing = segment.begin + segment.length * (level - segment.from) / (segment.to - segment.from);
    if (crossing >= segment.end()) continue;
    const auto moment = duration_of(crossing);
    return moment ? std::max(*moment, from) : moment;
  }
  return std::nullopt;
}

}  // namespace oaisim::loadtest
