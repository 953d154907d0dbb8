// How sure a difference of two runs is: confidence intervals by the bootstrap.
//
// Both runs are drawn again many times, each from itself, and the interval is where the middle 95 % of the differences
// lie (the percentile interval of Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
//
//   slices of a run    |0|1|2|3|4|5|6|7|8|     a slice holds tallies: how many requests were in which bucket
//   drawn in blocks    |5|6|7|8|8|0|1|2|3|     of about n^(1/3) neighbours, the end joined to the beginning
//
// Requests of a run are not independent: a slow second is slow for all.  So neighbours are drawn together, as the
// moving block bootstrap does (Kuensch, Annals of Statistics 17, 1989), on a circle so that every slice is as likely
// (Politis and Romano, 1992).  Few blocks make intervals too narrow; they are widened as a t distribution is wider than
// a normal one (Hesterberg, What Teachers Should Know About the Bootstrap, 2015, "expanded percentile interval"). What
// is not known over time is drawn value by value: each tally anew from a Poisson distribution around it.
//
// Thread safety: Samples are read-only once made; a Random belongs to one caller.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "common/base/random.h"

namespace oaisim::loadtest {

using Tallies = std::vector<double>;

class Samples {
 public:
  static constexpr std::size_t kFewestSlices = 10;

  // In order of time.  REQUIRES: at least one slice; all have as many tallies.
  static Samples of_slices(const std::vector<Tallies>& slices);

  // Independent values, `weight` of which are one observation: 1, or more when values hang together.
  static Samples of_values(Tallies counts, double weight);

  const Tallies& totals() const { return totals_; }
  double blocks() const { return blocks_; }  // how many independent parts there are

  // The totals of a run drawn from this one.
  void draw(Random& random, Tallies& totals) const;

 private:
  std::vector<Tallies>
      sums_;  // over the circle of slices: sums_[i] of the first i of them, twice around; empty: values
  std::size_t slices_ = 0;
  std::size_t block_ = 1;
  double weight_ = 1;
  double blocks_ = 0;
  Tallies totals_;
};

struct Interval {
  double low = 0;
  double high = 0;
};

struct BootstrapPlan {
  std::uint64_t seed = 1;
  std::size_t resamples = 2000;
  double confidence = 0.95;
};

// A figure of tallies; NaN: it cannot be told from them.
using Statistic = std::function<double(std::span<const double> tallies)>;

struct Differences {
  Interval absolute;  // B - A
  Interval relative;  // (B - A) / A; from -infinity to infinity when A was 0 in a drawing
};

Differences bootstrap(const Samples& a, const Statistic& of_a, const Samples& b, const Statistic& of_b,
                      const BootstrapPlan& plan);

}  // namespace oaisim::loadtest
