// A batch as it is kept and shown, and the course that it takes.
//
//   validating ─► in_progress ─┬─ all lines are done ──► finalizing ─► completed
//        │                     ├─ its window is over ──► finalizing ─► expired
//        └─► failed            └─ cancelled ──► cancelling ──────────► cancelled
//
// The moments of the course are known once its lines were answered; what a batch is by now follows from the clock.  One
// that is cancelled begins no line any more, and those under way have kLongestCancelling to be done.
//
// Thread safety: plain values; kept ones are immutable.  Units: simulated time.
// Source: OpenAI API reference, "Batch"; the guide "Batch API".
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "simulator/protocols/batch_file.h"

namespace oaisim {

inline constexpr Duration kBatchWindow = std::chrono::hours(24);
inline constexpr Duration kFinalizing = std::chrono::seconds(1);
inline constexpr Duration kLongestCancelling = std::chrono::minutes(10);

struct BatchUsage {
  TokenCount input = 0;
  TokenCount output = 0;
  TokenCount reasoning = 0;
};

// What came of a line.
struct BatchResult {
  Duration begun{};  // from when the work began
  Duration done{};   // the same
  bool failed = false;
  std::string head = {};    // of its line in the output
  std::string answer = {};  // the rest of that line
  BatchUsage usage = {};
};

struct BatchOutcome {
  std::vector<BatchError> errors = {};
  std::vector<BatchResult> results = {};  // the first done first
  std::string model = {};
};

enum class BatchStatus { validating, failed, in_progress, finalizing, completed, expired, cancelling, cancelled };

std::string_view status_text(BatchStatus status);

struct BatchRecord {
  std::string id;
  std::string endpoint = {};
  std::string input_file_id = {};
  std::string metadata = "null";                 // JSON
  std::optional<std::int64_t> output_life = {};  // seconds
  std::int64_t created_at = 0;                   // seconds since 1970
  TimePoint created{};                           // the same moment
  BatchStatus status = BatchStatus::validating;
  std::optional<TimePoint> began = {};  // absent, as those below: it did not come so far
  std::optional<TimePoint> finalizing = {};
  std::optional<TimePoint> cancelling = {};
  std::optional<TimePoint> ended = {};
  std::vector<BatchError> errors = {};
  std::string model = {};
  std::size_t total = 0;
  std::size_t completed = 0;
  std::size_t failed = 0;
  BatchUsage usage = {};
  std::string output_file_id = {};
  std::string error_file_id = {};

  // The course; null before it is known and after its end.
  std::shared_ptr<const BatchOutcome> outcome = {};
  TimePoint stops{};  // no line is done later
  TimePoint ends{};
  BatchStatus ends_as = BatchStatus::completed;

  // The lines were answered.
  void begin(BatchOutcome answered, TimePoint now);
  // REQUIRES: it is validating or in progress.
  void cancel(TimePoint now);
  // Becomes what it is by now, but for its end, which needs files.  REQUIRES: it has an outcome.
  void advance(TimePoint now);

  bool is_done(const BatchResult& result, TimePoint now) const;
  // Seconds since 1970 of a moment of this batch.
  std::int64_t unix_time(TimePoint moment, const Clock& clock) const;
  // What its store is to count: the same for whatever may become of it, so that there is always room to say so.
  std::size_t bytes() const;
  // It has not come to its end, or its end is still to be written.
  bool must_stay() const { return status == BatchStatus::validating || outcome != nullptr; }
};

// {"id":"batch_…","object":"batch",…}
void append_batch(const BatchRecord& batch, const Clock& clock, std::string& out);

}  // namespace oaisim
