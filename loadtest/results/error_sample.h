// What servers and networks said when requests failed: a few samples of each kind, with how often they were met.
//
// Thread safety: ErrorSample is a value; ErrorSamples: none, each worker has its own, merge() when it is over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

struct ErrorSample {
  Outcome outcome = Outcome::connect;
  int status = 0;    // 0: there was no reply
  std::string text;  // of the reply or of the system; empty: not known, or one of many different texts
  std::uint64_t count = 0;
};

// Texts that differ in their numbers alone are one sample, with the first text.  Bounded: at most kMaxSamples, of these
// at most kMaxTexts for each outcome and status, of at most kMaxTextBytes. Other texts are counted under the empty text
// of their kind, and kinds beyond that together.
class ErrorSamples {
 public:
  static constexpr std::size_t kMaxTexts = 4;
  static constexpr std::size_t kMaxTextBytes = 300;
  static constexpr std::size_t kMaxSamples = 64;

  // `text` may be anything that came from a server: it is cut, and control characters become spaces.
  void add(Outcome outcome, int status, std::string_view text);
  void add(const ErrorSample& sample);  // what was counted elsewhere
  void merge(const ErrorSamples& other);

  // The most frequent first.
  std::vector<ErrorSample> sorted() const;

 private:
  std::vector<ErrorSample> samples_;
  std::uint64_t rest_ = 0;  // of kinds for which there was no room
};

}  // namespace oaisim::loadtest
