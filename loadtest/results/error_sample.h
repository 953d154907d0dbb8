// What went wrong, in words: the first error of each class of a run.
//
// Memory: one text of at most kMostBytes per class.  Thread safety: none; each worker has its own, merge() when it is
// over.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

struct ErrorSample {
  static constexpr std::size_t kMostBytes = 300;

  Outcome outcome = Outcome::abandoned;
  int status = 0;         // 0: no reply
  std::string text = {};  // for the person who reads it, without the key
};

class ErrorSamples {
 public:
  // Whether the error of a request with this outcome would be the first of its class.
  bool wants(Outcome outcome) const {
    const bool failed = outcome != Outcome::success && outcome != Outcome::abandoned;
    return failed && first_[static_cast<std::size_t>(outcome)].text.empty();
  }

  // REQUIRES: wants(sample.outcome).
  void add(ErrorSample sample) { first_[static_cast<std::size_t>(sample.outcome)] = std::move(sample); }

  void merge(const ErrorSamples& other) {
    for (const auto& sample : other.first_) {
      if (!sample.text.empty() && wants(sample.outcome)) add(sample);
    }
  }

  // In the order of the outcomes.
  std::vector<ErrorSample> list() const {
    std::vector<ErrorSample> found;
    for (const auto& sample : first_) {
      if (!sample.text.empty()) found.push_back(sample);
    }
    return found;
  }

 private:
  std::array<ErrorSample, kOutcomes> first_;
};

}  // namespace oaisim::loadtest
