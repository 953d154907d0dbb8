#include "simulator/batch_worker.h"

#include <algorithm>
#include <functional>
#include <queue>

#include "simulator/protocols/json_members.h"

namespace oaisim {
namespace {

constexpr std::size_t kLinesPerTurn = 32;
constexpr std::uint64_t kBytesPerTurn = 256 * 1024;  // of output

// When each line would be worked on, the lines being begun in their order and so many at a time.
class Desks {
 public:
  Desks() {
    for (std::size_t i = 0; i < kParallelLines; ++i) free_.push(Duration{});
  }
  // When a line that takes so long is begun.
  Duration begin(Duration duration) {
    const Duration begun = free_.top();
    free_.pop();
    free_.push(begun + duration);
    return begun;
  }

 private:
  std::priority_queue<Duration, std::vector<Duration>, std::greater<>> free_;
};

}  // namespace

struct BatchWorker::Run {
  BatchWork work;
  const Protocol* protocol = nullptr;
  BatchInput input;
  BatchOutcome outcome;
  Desks desks;
  std::size_t next = 0;     // of the lines
  std::uint64_t bytes = 0;  // of the output
};

void BatchWorker::start(BatchWork work) {
  asio::post(context_.long_work, [this, work = std::move(work)]() mutable {
    waiting_.push_back(std::move(work));
    if (run_ == nullptr) begin_next();
  });
}

void BatchWorker::begin_next() {
  run_ = nullptr;
  if (waiting_.empty()) return;
  run_ = std::make_shared<Run>();
  run_->work = std::move(waiting_.front());
  waiting_.pop_front();
  run_->input = read_batch_input(run_->work.input->content, run_->work.endpoint);
  run_->outcome.errors = run_->input.errors;
  run_->outcome.model = run_->input.model;
  run_->protocol = protocols_.at(std::string(without_version(run_->work.endpoint)));
  asio::post(context_.long_work, [this] { step(); });
}

// A turn: some lines, fewer when they make a lot.
void BatchWorker::step() {
  Run& run = *run_;
  const bool is_over = !run.outcome.errors.empty() || !batches_.is_wanted(run.work.id);
  const std::size_t end = is_over ? run.next : std::min(run.input.lines.size(), run.next + kLinesPerTurn);
  const std::uint64_t most_bytes = run.bytes + kBytesPerTurn;
  while (run.next < end && run.bytes < most_bytes) answer(run.input.lines[run.next++]);
  if (run.bytes > batches_.most_output_bytes()) run.outcome.errors = {output_too_large()};
  if (is_over || run.next == run.input.lines.size()) return finish();
  asio::post(context_.long_work, [this] { step(); });
}

void BatchWorker::answer(const BatchLine& line) {
  Run& run = *run_;
  const auto parsed = json_.parse(line.json, line.json.size(), run.work.shape);
  const JsonValue body = *member(object_of(std::get<JsonValue>(parsed)), "body");
  const Pipeline::Answer answer = pipeline_.answer(*run.protocol, {.shape = run.work.shape}, body);
  const Duration begun = run.desks.begin(answer.duration);
  run.outcome.results.push_back({.begun = begun,
                                 .done = begun + answer.duration,
                                 .failed = answer.status != 200,
                                 .head = batch_line_head(answer.request_id, line.custom_id),
                                 .answer = batch_answer(answer.request_id, answer.status, answer.body),
                                 .usage = {answer.prompt_tokens, answer.completion_tokens, answer.reasoning_tokens}});
  run.bytes += run.outcome.results.back().head.size() + run.outcome.results.back().answer.size();
}

void BatchWorker::finish() {
  Run& run = *run_;
  if (!run.outcome.errors.empty()) run.outcome.results.clear();
  std::stable_sort(run.outcome.results.begin(), run.outcome.results.end(),
                   [](const BatchResult& a, const BatchResult& b) { return a.done < b.done; });
  batches_.finish(run.work.id, std::move(run.outcome));
  asio::post(context_.long_work, [this] { begin_next(); });
}

}  // namespace oaisim
