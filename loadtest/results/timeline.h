// A run over time in at most kMaxSlices slices of equal length, which doubles whenever the run outgrows them.
//
// Memory: some 10 KB per slice at most, mostly far less.  Thread safety: none; each worker has its own, merge() when it
// is over.
#pragma once

#include <cstdint>
#include <vector>

#include "loadtest/results/request_record.h"
#include "loadtest/results/time_slice.h"

namespace oaisim::loadtest {

class Timeline {
 public:
  static constexpr std::size_t kMaxSlices = 240;
  static constexpr std::chrono::milliseconds kFirstLength{100};

  explicit Timeline(TimePoint start) : start_(start), changed_(start) {}

  // A request was due.
  void offer(TimePoint intended) { ++at(intended).figures.offered; }

  // A request begins, at one of `level` active workers (0: not known).  Then it is over.  Moments are in order, to
  // within a little.
  void begin(TimePoint now, std::int32_t level);
  void end(const RequestRecord& record);

  // Of another worker of the same run.
  void merge(const Timeline& other);

  // The last one ends with the run.
  std::vector<TimeSlice> slices(TimePoint end) const;

 private:
  struct Slice {
    TimeSlice figures;
    double in_flight_time = 0;  // requests in flight times nanoseconds
    double level_sum = 0;
    std::uint64_t begun = 0;  // with a known level
  };

  Slice& at(TimePoint moment);
  void change_in_flight(TimePoint now, std::int64_t by);
  void widen();
  static void merge_slice(Slice& into, const Slice& from);

  TimePoint start_;
  Duration length_ = kFirstLength;
  std::vector<Slice> slices_;
  TimePoint changed_;           // when the number in flight changed last
  std::int64_t in_flight_ = 0;  // now
};

}  // namespace oaisim::loadtest
