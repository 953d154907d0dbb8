// The figures of a run by a small whole number: the stage or the level of concurrency in which a request began.
//
//   width 1   |1|2|3|...|24|      one segment for each number that was met
//   width 2   |1 2|3 4|...        when they would be more than `most`, neighbours are put together and the width
//   doubles
//
// Memory: at most `most` segments.  Thread safety: none; each worker has its own, merge() when it is over.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "loadtest/results/segment.h"

namespace oaisim::loadtest {

class SegmentTable {
 public:
  // REQUIRES: most > 0.
  explicit SegmentTable(std::size_t most) : most_(most) {}

  // From `now` on time passes in `number`.  Calls are in order of time, to within a little.
  void enter(TimePoint now, std::int32_t number);
  // Time passes in none any more.
  void leave(TimePoint now);
  // Time has passed in `number`, apart from enter() and leave().
  void add_time(std::int32_t number, Duration length);
  // The times are shares of `total`.
  void scale_time(Duration total);

  // REQUIRES: number > 0.
  void add(std::int32_t number, const RequestRecord& record, std::span<const Duration> gaps,
           std::uint64_t gaps_dropped);

  // Of another worker of the same run: what it counted and the times that it saw add up.
  void merge(const SegmentTable& other);

  // Ascending, with their names and throughputs; those in which no request began are left out.
  std::vector<Segment> segments() const;

 private:
  struct Entry {
    std::int64_t index = 0;  // holds the numbers (index * width, (index + 1) * width]
    std::int32_t lowest = 0;
    std::int32_t highest = 0;  // of the numbers that were met
    double level_sum = 0;
    Segment segment;
  };

  std::int64_t index_of(std::int32_t number) const { return (number - 1) / width_; }
  Entry& at(std::int32_t number);
  void absorb(Entry& into, const Entry& from);
  void widen();

  std::size_t most_;
  std::int64_t width_ = 1;
  std::vector<Entry> entries_;  // by index
  std::size_t last_ = 0;        // the entry that was found last: it is mostly the next as well
  std::int32_t current_ = 0;    // the number in which time passes; 0: none
  TimePoint since_{};
};

}  // namespace oaisim::loadtest
