#include "loadtest/results/segment_table.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

std::string name_of(std::int32_t lowest, std::int32_t highest) {
  if (lowest == highest) return std::to_string(lowest);
  return std::to_string(lowest) + "-" + std::to_string(highest);
}

void merge_figures(Segment& into, const Segment& from) {
  into.counts.merge(from.counts);
  into.ttft.merge(from.ttft);
  into.e2e.merge(from.e2e);
  into.tpot.merge(from.tpot);
  into.icl.merge(from.icl);
}

}  // namespace

void SegmentTable::enter(TimePoint now, std::int32_t number) {
  if (number == current_) return;
  leave(now);
  current_ = number;
  since_ = now;
}

void SegmentTable::leave(TimePoint now) {
  if (current_ > 0) add_time(current_, std::max<Duration>(now - since_, Duration::zero()));
  current_ = 0;
}

void SegmentTable::add_time(std::int32_t number, Duration length) { at(number).segment.length += length; }

void SegmentTable::scale_time(Duration total) {
  double sum = 0;
  for (const auto& entry : entries_) sum += to_seconds(entry.segment.length);
  if (sum <= 0) return;
  for (auto& entry : entries_) {
    entry.segment.length = from_seconds(to_seconds(entry.segment.length) / sum * to_seconds(total));
  }
}

void SegmentTable::add(std::int32_t number, const RequestRecord& record, std::span<const Duration> gaps,
                       std::uint64_t gaps_dropped) {
  Entry& entry = at(number);
  Segment& segment = entry.segment;
  entry.level_sum += record.level;
  segment.counts.add(record, gaps_dropped);
  if (record.outcome != Outcome::success) return;
  segment.ttft.add(record, record.first_token);
  segment.e2e.add(record, record.last_token);
  if (const auto tpot = tpot_of(record)) segment.tpot.record(tpot->count());
  for (const Duration gap : gaps) segment.icl.record(gap.count());
}

SegmentTable::Entry& SegmentTable::at(std::int32_t number) {
  auto index = index_of(number);
  if (last_ >= entries_.size() || entries_[last_].index != index) {
    const auto found = [&] {
      return std::lower_bound(entries_.begin(), entries_.end(), index,
                              [](const Entry& entry, std::int64_t wanted) { return entry.index < wanted; });
    };
    auto place = found();
    if (place == entries_.end() || place->index != index) {
      entries_.insert(place, Entry{.index = index, .lowest = number, .highest = number, .segment = {}});
      while (entries_.size() > most_) widen();
      index = index_of(number);
      place = found();
    }
    last_ = static_cast<std::size_t>(place - entries_.begin());
  }
  Entry& entry = entries_[last_];
  entry.lowest = std::min(entry.lowest, number);
  entry.highest = std::max(entry.highest, number);
  return entry;
}

void SegmentTable::absorb(Entry& into, const Entry& from) {
  into.lowest = std::min(into.lowest, from.lowest);
  into.highest = std::max(into.highest, from.highest);
  into.level_sum += from.level_sum;
  into.segment.length += from.segment.length;
  merge_figures(into.segment, from.segment);
}

void SegmentTable::widen() {
  width_ *= 2;
  std::vector<Entry> wider;
  for (auto& entry : entries_) {
    entry.index /= 2;
    if (!wider.empty() && wider.back().index == entry.index) {
      absorb(wider.back(), entry);
    } else {
      wider.push_back(std::move(entry));
    }
  }
  entries_ = std::move(wider);
}

void SegmentTable::merge(const SegmentTable& other) {
  SegmentTable theirs = other;
  while (width_ < theirs.width_) widen();
  while (theirs.width_ < width_) theirs.widen();
  for (const auto& entry : theirs.entries_) {
    const auto place = std::lower_bound(entries_.begin(), entries_.end(), entry.index,
                                        [](const Entry& mine, std::int64_t wanted) { return mine.index < wanted; });
    if (place != entries_.end() && place->index == entry.index) {
      absorb(*place, entry);
    } else {
      entries_.insert(place, entry);
    }
  }
  while (entries_.size() > most_) widen();
}

std::vector<Segment> SegmentTable::segments() const {
  std::vector<Segment> segments;
  for (const auto& entry : entries_) {
    if (entry.segment.counts.requests == 0) continue;
    Segment& segment = segments.emplace_back(entry.segment);
    segment.name = name_of(entry.lowest, entry.highest);
    segment.level = entry.level_sum / static_cast<double>(segment.counts.requests);
    segment.throughput = throughput_of(segment.counts, segment.length);
  }
  return segments;
}

}  // namespace oaisim::loadtest
