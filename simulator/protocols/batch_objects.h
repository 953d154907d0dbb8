// POST and GET …/batches, GET …/batches/{id}, POST …/batches/{id}/cancel.
//
//   create ─► start: all lines are answered, and when each would be is known ─► finish ─► its course (batch_record.h)
//
// A batch is answered as soon as the simulator gets to it; what it shows is what would be done by then: a line is done
// when its own latency is over, kParallelLines at a time.  Its output becomes files when it has ended.  Only batches
// that have ended make room for others: one whose outcome does not fit beside those under way fails.
//
// Thread safety: all of it.  Source: OpenAI API reference, "Batch".
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "simulator/protocols/batch_record.h"
#include "simulator/protocols/file_objects.h"

namespace oaisim {

inline constexpr std::size_t kParallelLines = 100;

// Why a batch fails whose output is larger than what may be stored.
BatchError output_too_large();

// What is to be worked on.
struct BatchWork {
  std::string id;
  FileStore::Pointer input;
  std::string endpoint;
  ApiShape shape = ApiShape::openai;  // of the service that was asked
};

using BatchStore = ObjectStore<BatchRecord>;

class BatchObjects {
 public:
  using Start = std::function<void(BatchWork work)>;

  // All outlive this.  `start` is called once for each batch and returns at once; finish() follows.
  BatchObjects(BatchStore& store, FileStore& files, const FileObjects& file_objects, const Clock& clock)
      : store_(store), files_(files), file_objects_(file_objects), clock_(clock) {}
  void on_create(Start start) { start_ = std::move(start); }

  ResourceAnswer create(const ResourceRequest& request);
  ResourceAnswer list(const ResourceRequest& request);
  ResourceAnswer get(const ResourceRequest& request);
  ResourceAnswer cancel(const ResourceRequest& request);

  // Whether the work on a batch is still to be done.
  bool is_wanted(std::string_view id) const;
  std::uint64_t most_output_bytes() const { return store_.max_bytes() / 2; }

  // The work on a batch was done, which begins now for those who look.
  void finish(const std::string& id, BatchOutcome outcome);

  // Writes the files of batches that have ended by now: before anyone looks at files.
  void settle(TimePoint now);

 private:
  void settle_held(TimePoint now);
  BatchStore::Pointer current(std::string_view id, TimePoint now) const;
  void end(BatchRecord& batch);
  bool add_file(const BatchRecord& batch, std::string_view kind, std::string content, std::string& id);
  ResourceReply reply_of(const BatchRecord& batch) const;

  BatchStore& store_;
  FileStore& files_;
  const FileObjects& file_objects_;
  const Clock& clock_;
  Start start_;
  std::mutex mutex_;                              // a batch changes under it
  std::multimap<TimePoint, std::string> ending_;  // ids by when they end, or would have ended but for a cancellation
};

}  // namespace oaisim
