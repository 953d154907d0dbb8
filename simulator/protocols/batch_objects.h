// POST and GET …/batches, GET …/batches/{id}, POST …/batches/{id}/cancel.
//
//   create ─► validating ──(work: all lines are answered, and when each would be)──► in_progress ─► completed
//                  └──► failed: the input is wrong                      └──► cancelled
//
// A batch is answered as soon as the simulator gets to it; what it shows is what would be done by then: a line is done
// when its own latency is over, kParallelLines at a time.  Its output becomes a file when it has ended.
//
// Thread safety: all of it.  Source: OpenAI API reference, "Batch".
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "simulator/protocols/batch_file.h"
#include "simulator/protocols/file_objects.h"

namespace oaisim {

inline constexpr std::size_t kParallelLines = 100;

struct BatchUsage {
  TokenCount input = 0;
  TokenCount output = 0;
  TokenCount reasoning = 0;
};

// What came of a line.
struct BatchResult {
  Duration done{};  // from when the work began
  bool failed = false;
  std::string line;  // of the output
  BatchUsage usage;
};

struct BatchOutcome {
  std::vector<BatchError> errors;
  std::vector<BatchResult> results;  // the first done first
  std::string model;
};

// Why a batch fails whose output is larger than what may be stored.
BatchError output_too_large();

// What is to be worked on.
struct BatchWork {
  std::string id;
  FileStore::Pointer input;
  std::string endpoint;
  ApiShape shape = ApiShape::openai;  // of the service that was asked
};

enum class BatchStatus { validating, failed, in_progress, completed, cancelling, cancelled };

struct BatchRecord {
  std::string id;
  std::string endpoint;
  std::string input_file_id;
  std::string metadata = "null";  // JSON
  std::int64_t created_at = 0;    // seconds since 1970, as all of these
  std::int64_t began_at = 0;
  std::int64_t ended_at = 0;
  std::optional<std::int64_t> output_life;  // seconds
  BatchStatus status = BatchStatus::validating;
  TimePoint began{};
  std::shared_ptr<const BatchOutcome> outcome;  // null while validating and after the files are made
  std::vector<BatchError> errors;
  BatchUsage usage;
  std::string model;
  std::size_t total = 0;
  std::size_t completed = 0;
  std::size_t failed = 0;
  std::string output_file_id;
  std::string error_file_id;

  std::size_t bytes() const;
};

using BatchStore = ObjectStore<BatchRecord>;

class BatchObjects {
 public:
  using Start = std::function<void(BatchWork work)>;

  // All outlive this.  `start` is called once for each batch and returns at once; finish() follows.
  BatchObjects(BatchStore& store, FileStore& files, const FileObjects& file_objects)
      : store_(store), files_(files), file_objects_(file_objects) {}
  void on_create(Start start) { start_ = std::move(start); }

  ResourceAnswer create(const ResourceRequest& request);
  ResourceAnswer list(const ResourceRequest& request);
  ResourceAnswer get(const ResourceRequest& request);
  ResourceAnswer cancel(const ResourceRequest& request);

  // Whether the work on a batch is still to be done.
  bool is_wanted(std::string_view id) const;
  std::uint64_t most_output_bytes() const { return store_.max_bytes() / 2; }

  // The work on a batch was done; `now`: when it began, for those who look.
  void finish(const std::string& id, BatchOutcome outcome, TimePoint now, std::int64_t unix_now);

 private:
  BatchStore::Pointer current(std::string_view id, const ResourceRequest& request);
  void end(BatchRecord& batch, BatchStatus status, std::size_t done, std::int64_t unix_now);
  std::string make_file(const BatchRecord& batch, std::size_t done, bool of_failed, std::int64_t unix_now);

  BatchStore& store_;
  FileStore& files_;
  const FileObjects& file_objects_;
  Start start_;
  std::mutex mutex_;  // a batch changes under it
};

}  // namespace oaisim
