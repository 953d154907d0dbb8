#include "simulator/batch_worker.h"

#include <algorithm>
#include <queue>

#include "simulator/protocols/json_members.h"

namespace oaisim {
namespace {

constexpr std::size_t kLinesPerTurn = 32;

// When each line would be done, the lines being begun in their order and so many at a time.
class Desks {
 public:
  Desks() {
    for (std::size_t i = 0; i < kParallelLines; ++i) free_.push(Duration{});
  }
  Duration done_after(Duration duration) {
    const Duration done = free_.top() + duration;
    free_.pop();
    free_.push(done);
    return done;
  }

 private:
  std::priority_queue<Duration, std::vector<Duration>, std::greater<>> free_;
};

std::string path_of(std::string_view endpoint) {
  if (endpoint.starts_with("/v1/")) endpoint.remove_prefix(3);
  return std::string(endpoint);
}

}  // namespace

struct BatchWorker::Run {
  BatchWork work;
  const Protocol* protocol = nullptr;
  BatchInput input;
  BatchOutcome outcome;
  Desks desks;
  std::size_t next = 0;  // of the lines
};

void BatchWorker::start(BatchWork work) {
  auto run = std::make_shared<Run>();
  run->work = std::move(work);
  asio::post(context_.long_work, [this, run] {
    run->input = read_batch_input(run->work.input->content, run->work.endpoint);
    run->outcome.errors = run->input.errors;
    run->outcome.model = run->input.model;
    run->protocol = protocols_.at(path_of(run->work.endpoint));
    if (!run->outcome.errors.empty()) return finish(*run);
    step(run);
  });
}

void BatchWorker::step(const std::shared_ptr<Run>& run) {
  const std::size_t end = std::min(run->input.lines.size(), run->next + kLinesPerTurn);
  for (; run->next < end; ++run->next) answer(*run, run->input.lines[run->next]);
  if (run->next == run->input.lines.size()) return finish(*run);
  asio::post(context_.long_work, [this, run] { step(run); });
}

void BatchWorker::answer(Run& run, const BatchLine& line) {
  const auto parsed = json_.parse(line.json, line.json.size(), run.work.shape);
  const JsonValue body = *member(object_of(std::get<JsonValue>(parsed)), "body");
  const Pipeline::Answer answer = pipeline_.answer(*run.protocol, {.shape = run.work.shape}, body);
  run.outcome.results.push_back(
      {.done = run.desks.done_after(answer.duration),
       .failed = answer.status != 200,
       .line = batch_output_line(answer.request_id, line.custom_id, answer.status, answer.body)});
  run.outcome.usage.input += answer.prompt_tokens;
  run.outcome.usage.output += answer.completion_tokens;
  run.outcome.usage.reasoning += answer.reasoning_tokens;
}

void BatchWorker::finish(Run& run) {
  std::stable_sort(run.outcome.results.begin(), run.outcome.results.end(),
                   [](const BatchResult& a, const BatchResult& b) { return a.done < b.done; });
  batches_.finish(run.work.id, std::move(run.outcome), context_.clock.now(), context_.clock.unix_seconds());
}

}  // namespace oaisim
