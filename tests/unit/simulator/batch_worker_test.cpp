#include "simulator/batch_worker.h"

#include <future>
#include <sstream>

#include "simulator/generation/standard_generator.h"
#include "simulator/protocols/chat_completions.h"
#include "simulator/stored_objects.h"
#include "tests/support/resource_call.h"

using namespace oaisim;
using nlohmann::json;
using std::chrono::seconds;

namespace {

// A deployment on which every chat takes ten seconds, whatever it says.
Config ten_seconds() {
  const auto config = Config::patched({}, json::parse(R"({"openai_deployments": {"gpt-4o": {"model": "gpt-4o",
      "output_tokens": 5, "latency": {"ttft_ms": 10000, "itl_ms": 0}}}})"));
  REQUIRE(config);
  return *config;
}

// All of a simulator that answers batches, without its server.
struct Service {
  Service() {
    worker.serve("/chat/completions", chat);
    stored.batch_objects.on_create([this](BatchWork work) { worker.start(std::move(work)); });
  }

  json create(const std::string& input, const std::string& number = "1") {
    const auto file =
        std::make_shared<StoredFile>(StoredFile{.id = "file-in" + number, .purpose = "batch", .content = input});
    REQUIRE(stored.files.put_if_room(file->id, file, file->bytes()));
    const std::string body =
        R"({"input_file_id":"file-in)" + number + R"(","endpoint":"/v1/chat/completions","completion_window":"24h"})";
    return json_of(ask(clock, {.body = body, .new_id = number},
                       [&](const auto& request) { return stored.batch_objects.create(request); }));
  }
  json get(const std::string& id = "batch_1") {
    return json_of(ask(clock, {.id = id}, [&](const auto& request) { return stored.batch_objects.get(request); }));
  }
  std::vector<json> lines(const json& file_id) const {
    std::istringstream content(stored.files.find(file_id.get<std::string>())->content);
    std::vector<json> lines;
    for (std::string line; std::getline(content, line);) lines.push_back(json::parse(line));
    return lines;
  }
  ~Service() { work(); }

  // All that was started is answered; nothing can be started afterwards.
  void work() { context.long_work.join(); }

  ManualClock clock;
  Deployments deployments{ten_seconds()};
  Metrics metrics{1};
  StandardGenerator generator;
  KeyRing keys{{"key"}};
  StoredObjects stored{1'000'000, clock};
  ChatCompletions chat{stored.completions, stored.file_objects};
  PipelineContext context{clock, deployments, metrics, generator, keys, 1, 1'000'000};
  BatchWorker worker{context, 0, stored.batch_objects};
};

std::string line(std::size_t number, const std::string& fields = {}) {
  return R"({"custom_id":")" + std::to_string(number) +
         R"(","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o")" + fields +
         R"(,"messages":[{"role":"user","content":"hi"}]}})" + "\n";
}

std::string lines_of(std::size_t count) {
  std::string input;
  for (std::size_t i = 0; i < count; ++i) input += line(i);
  return input;
}

}  // namespace

TEST_CASE("a hundred lines are worked on at a time, each as long as its latency says") {
  Service service;
  CHECK(service.create(lines_of(250))["status"] == "validating");
  service.work();
  const auto completed = [&] { return service.get()["request_counts"]["completed"]; };
  CHECK(service.get()["status"] == "in_progress");
  CHECK(completed() == 0);
  service.clock.advance(seconds(10));
  CHECK(completed() == 100);
  service.clock.advance(seconds(10));
  CHECK(completed() == 200);
  service.clock.advance(seconds(10));
  CHECK(service.get()["status"] == "finalizing");
  CHECK(completed() == 250);
  service.clock.advance(seconds(1));
  const json done = service.get();
  CHECK(done["status"] == "completed");
  CHECK(done["usage"]["output_tokens"] == 250 * 5);
  CHECK(service.lines(done["output_file_id"]).size() == 250);
}

TEST_CASE("a line that is refused takes no time and is among the errors") {
  Service service;
  service.create(line(1) + line(2, R"(,"stream":true)") + line(3, R"(,"n":0)"));
  service.work();
  CHECK(service.get()["request_counts"]["failed"] == 2);
  service.clock.advance(seconds(11));
  const json done = service.get();
  CHECK(done["status"] == "completed");
  CHECK(service.lines(done["output_file_id"])[0]["response"]["body"]["choices"].size() == 1);
  const auto errors = service.lines(done["error_file_id"]);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0]["response"]["status_code"] == 400);
  CHECK(errors[0]["response"]["body"]["error"]["param"] == "stream");
  CHECK(errors[1]["response"]["body"]["error"]["param"] == "n");
}

TEST_CASE("batches are worked on one after another, but for those that were cancelled") {
  Service service;
  // The worker's thread is kept from them until the third is cancelled.
  std::promise<void> go;
  asio::post(service.context.long_work, [&] { go.get_future().wait(); });
  service.create(lines_of(1), "1");
  service.create("no JSON", "2");
  service.create(lines_of(1), "3");
  const auto cancelled = ask(service.clock, {.id = "batch_3"},
                             [&](const auto& request) { return service.stored.batch_objects.cancel(request); });
  CHECK(json_of(cancelled)["status"] == "cancelling");
  go.set_value();
  service.work();
  CHECK(service.get("batch_1")["status"] == "in_progress");
  CHECK(service.get("batch_2")["status"] == "failed");
  CHECK(service.get("batch_2")["errors"]["data"][0]["code"] == "invalid_json_line");
  CHECK(service.get("batch_3")["status"] == "cancelled");
}

TEST_CASE("a batch whose output grows beyond what may be stored fails") {
  Service service;
  std::string input;
  for (std::size_t i = 0; i < 60; ++i) input += line(i, R"(,"n":128)");
  service.create(input);
  service.work();
  const json failed = service.get();
  CHECK(failed["status"] == "failed");
  CHECK(failed["errors"]["data"][0]["code"] == "storage_limit_exceeded");
}
