#include "loadtest/results/timeline.h"

#include <algorithm>

namespace oaisim::loadtest {

void CompactLatency::merge(const CompactLatency& other) {
  from_intended.merge(other.from_intended);
  from_sent.merge(other.from_sent);
}

void Timeline::begin(TimePoint now, std::int32_t level) {
  change_in_flight(now, 1);
  if (level <= 0) return;
  Slice& slice = at(now);
  slice.level_sum += level;
  ++slice.begun;
}

void Timeline::end(const RequestRecord& record) {
  change_in_flight(record.closed, -1);
  Slice& slice = at(record.closed);
  TimeSlice& figures = slice.figures;
  if (record.outcome == Outcome::abandoned || record.outcome == Outcome::cancelled) return;
  if (record.outcome == Outcome::rate_limited) {
    ++figures.limited;
  } else if (record.outcome != Outcome::success) {
    ++figures.failed;
  }
  if (record.outcome != Outcome::success) return;
  ++figures.succeeded;
  figures.output_tokens += static_cast<std::uint64_t>(std::max<TokenCount>(0, record.completion_tokens));
  const auto both = [&](CompactLatency& latency, TimePoint end) {
    if (end == kNever) return;
    latency.from_intended.record((end - record.intended).count());
    latency.from_sent.record((end - record.sent).count());
  };
  both(figures.ttft, record.first_token);
  both(figures.e2e, record.last_token);
}

Timeline::Slice& Timeline::at(TimePoint moment) {
  const auto index_of = [&] { return static_cast<std::size_t>(std::max<Duration>(moment - start_, {}) / length_); };
  while (index_of() >= kMaxSlices) widen();
  const auto index = index_of();
  if (index >= slices_.size()) slices_.resize(index + 1);
  return slices_[index];
}

void Timeline::change_in_flight(TimePoint now, std::int64_t by) {
  now = std::max(now, changed_);
  at(now);  // its length is that of all slices from here on
  for (TimePoint moment = changed_; moment < now;) {
    Slice& slice = at(moment);
    const TimePoint until = std::min(now, moment + (length_ - (moment - start_) % length_));
    slice.in_flight_time += static_cast<double>(in_flight_) * static_cast<double>((until - moment).count());
    slice.figures.in_flight_max = std::max(slice.figures.in_flight_max, in_flight_);
    moment = until;
  }
  changed_ = now;
  in_flight_ = std::max<std::int64_t>(0, in_flight_ + by);
  auto& most = at(now).figures.in_flight_max;
  most = std::max(most, in_flight_);
}

void Timeline::merge_slice(Slice& into, const Slice& from) {
  into.figures.offered += from.figures.offered;
  into.figures.succeeded += from.figures.succeeded;
  into.figures.limited += from.figures.limited;
  into.figures.failed += from.figures.failed;
  into.figures.output_tokens += from.figures.output_tokens;
  into.figures.ttft.merge(from.figures.ttft);
  into.figures.e2e.merge(from.figures.e2e);
  into.in_flight_time += from.in_flight_time;
  into.level_sum += from.level_sum;
  into.begun += from.begun;
}

void Timeline::widen() {
  length_ *= 2;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    if (i % 2 == 0) {
      if (i > 0) slices_[i / 2] = std::move(slices_[i]);
      continue;
    }
    auto& most = slices_[i / 2].figures.in_flight_max;
    most = std::max(most, slices_[i].figures.in_flight_max);
    merge_slice(slices_[i / 2], slices_[i]);
  }
  slices_.resize((slices_.size() + 1) / 2);
}

void Timeline::merge(const Timeline& other) {
  Timeline theirs = other;
  while (length_ < theirs.length_) widen();
  while (theirs.length_ < length_) theirs.widen();
  if (theirs.slices_.size() > slices_.size()) slices_.resize(theirs.slices_.size());
  for (std::size_t i = 0; i < theirs.slices_.size(); ++i) {
    slices_[i].figures.in_flight_max += theirs.slices_[i].figures.in_flight_max;
    merge_slice(slices_[i], theirs.slices_[i]);
  }
}

std::vector<TimeSlice> Timeline::slices(TimePoint end) const {
  std::vector<TimeSlice> slices;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const Duration begin = length_ * static_cast<Duration::rep>(i);
    const Duration length =
        std::min<Duration>(length_, end - start_ - begin + Duration(1));  // what was at the end is in it
    if (length <= Duration::zero()) break;
    TimeSlice& slice = slices.emplace_back(slices_[i].figures);
    slice.begin = begin;
    slice.length = length;
    slice.in_flight_mean = slices_[i].in_flight_time / static_cast<double>(length.count());
    if (slices_[i].begun > 0) slice.active_workers = slices_[i].level_sum / static_cast<double>(slices_[i].begun);
  }
  return slices;
}

}  // namespace oaisim::loadtest
