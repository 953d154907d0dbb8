// The search for the highest rate that a server sustains: which rate to try next.
//
//   RateSearch search({.start = 1, .precision = 0.05});
//   while (const auto rate = search.next()) search.give(sustains(*rate));
//
// The rate doubles until one is not sustained; then the interval between the highest that was and the lowest that was
// not is halved until it is as narrow as the precision.  So the number of trials is bounded:
// log2(most / start) + log2(1 / precision) + 3, each of which may be repeated once.
//
// Units: requests per second.  Thread safety: none; a value.
#pragma once

#include <optional>

namespace oaisim::loadtest {

class RateSearch {
 public:
  struct Bounds {
    double start = 1;
    double most = 1e7;        // never tried above; at least `start`
    double precision = 0.05;  // above 0: the share of the highest sustained rate by which the answer may be too low
  };

  // REQUIRES: 0 < start <= most, 0 < precision.
  explicit RateSearch(const Bounds& bounds) : bounds_(bounds) {}

  // Nothing: the search is over.
  std::optional<double> next() const;

  // How the rate that next() told went.  REQUIRES: next() told one.
  void give(bool sustained);

  // The trial says nothing of that rate.  next() tells it once more; the second time in a row the search is over.
  // REQUIRES: next() told one.
  void give_nothing() { ++trials_for_nothing_; }

  // Whether next() tells a rate once more.
  bool repeats() const { return trials_for_nothing_ == 1; }

  std::optional<double> highest() const { return highest_; }  // that was sustained
  std::optional<double> broken() const { return broken_; }    // the lowest that was not

 private:
  Bounds bounds_;
  std::optional<double> highest_;
  std::optional<double> broken_;
  int trials_for_nothing_ = 0;  // in a row
};

}  // namespace oaisim::loadtest
