// Answers the lines of batches, one batch after another, a few lines at a time so that other long work gets its turn.
//
//   BatchObjects::create ── start ──► long_work thread: check the input, answer each line ── finish ──► BatchObjects
//
// Lines would be answered kParallelLines at a time, each in the time that its latency says; that is worked out, not
// waited for.  A batch that was cancelled is left; one whose output grows beyond what may be stored fails.
//
// Thread safety: serve() while starting; start() from any thread; the rest belongs to the long_work thread.
// Ownership: what it is made with outlives it, and the threads of `context` end before it does.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "simulator/pipeline.h"
#include "simulator/protocols/batch_objects.h"

namespace oaisim {

class BatchWorker {
 public:
  // `shard`: of the metrics, used by nobody else.
  BatchWorker(PipelineContext& context, std::size_t shard, BatchObjects& batches)
      : context_(context), pipeline_(context, shard), batches_(batches) {}

  // Lines for `path`, e.g. /chat/completions, are answered by `protocol`, which outlives this.
  void serve(const std::string& path, const Protocol& protocol) { protocols_[path] = &protocol; }

  void start(BatchWork work);

 private:
  struct Run;

  void begin_next();
  void step();
  void answer(const BatchLine& line);
  void finish();

  PipelineContext& context_;
  Pipeline pipeline_;
  BatchObjects& batches_;
  JsonDocument json_;
  std::map<std::string, const Protocol*> protocols_;
  std::deque<BatchWork> waiting_;
  std::shared_ptr<Run> run_;  // null: nothing is worked on
};

}  // namespace oaisim
