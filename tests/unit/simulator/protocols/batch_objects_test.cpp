#include "simulator/protocols/batch_objects.h"

#include <sstream>

#include "tests/support/resource_call.h"

using namespace oaisim;
using nlohmann::json;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr std::uint64_t kRoom = 1'000'000;

// A service with a file of the purpose "batch" and a clock that the test moves.
struct Service {
  explicit Service(std::uint64_t file_bytes = kRoom, std::uint64_t batch_bytes = kRoom)
      : files(file_bytes), batches(batch_bytes) {
    const auto file = std::make_shared<StoredFile>(StoredFile{.id = "file-in", .purpose = "batch", .content = "{}"});
    REQUIRE(files.put_if_room(file->id, file, file->bytes()));
    objects.on_create([this](BatchWork work) { started.push_back(std::move(work)); });
  }

  json create(const std::string& fields = {}, const std::string& number = "1") {
    const std::string body =
        R"({"input_file_id":"file-in","endpoint":"/v1/chat/completions","completion_window":"24h")" + fields + "}";
    return json_of(
        ask(clock, {.body = body, .new_id = number}, [&](const auto& request) { return objects.create(request); }));
  }
  json get(const std::string& number = "1") {
    return json_of(ask(clock, {.id = "batch_" + number}, [&](const auto& request) { return objects.get(request); }));
  }
  json list() {
    return json_of(ask(clock, {}, [&](const auto& request) { return objects.list(request); }));
  }
  ResourceAnswer cancel() {
    return ask(clock, {.id = "batch_1"}, [&](const auto& request) { return objects.cancel(request); });
  }

  // What each custom id of a file has: its status, or the code of its error.
  std::string lines(const json& file_id) const {
    const auto file = files.find(file_id.get<std::string>());
    REQUIRE(file != nullptr);
    std::istringstream content(file->content);
    std::string told;
    for (std::string line; std::getline(content, line);) {
      const json entry = json::parse(line);
      const bool answered = entry["error"].is_null();
      CHECK(answered != entry["response"].is_null());
      told += entry["custom_id"].get<std::string>() + ":" +
              (answered ? entry["response"]["status_code"].dump() : entry["error"]["code"].get<std::string>()) + " ";
    }
    return told;
  }

  ManualClock clock;
  FileStore files;
  BatchStore batches;
  FileObjects file_objects{files};
  BatchObjects objects{batches, files, file_objects, clock};
  std::vector<BatchWork> started;
};

BatchResult line(const std::string& id, Duration begun, Duration done, int status = 200) {
  return {.begun = begun,
          .done = done,
          .failed = status != 200,
          .head = batch_line_head(id, id),
          .answer = batch_answer(id, status, "{}"),
          .usage = {10, 5, 1}};
}

// a is done after an hour, b fails after two.
BatchOutcome two_hours() {
  return {.results = {line("a", {}, hours(1)), line("b", {}, hours(2), 400)}, .model = "gpt-4o"};
}

// Two at a time: a is done in time, b is under way when the window ends and c is not begun.
BatchOutcome two_days() {
  return {.results = {line("a", {}, hours(1)), line("b", {}, hours(48)), line("c", hours(48), hours(49))},
          .model = "gpt-4o"};
}

std::string counts(const json& batch) {
  const json& of = batch["request_counts"];
  return of["total"].dump() + "/" + of["completed"].dump() + "/" + of["failed"].dump();
}

}  // namespace

TEST_CASE("a batch is validated, worked on, finalized and completed, each in its time") {
  Service service;
  const json made = service.create();
  const auto created_at = made["created_at"].get<std::int64_t>();
  CHECK(made["status"] == "validating");
  CHECK(made["expires_at"] == created_at + 24 * 3600);
  CHECK(made["in_progress_at"].is_null());
  REQUIRE(service.started.size() == 1);
  CHECK(service.started[0].endpoint == "/v1/chat/completions");

  service.clock.advance(seconds(5));
  CHECK(service.objects.is_wanted("batch_1"));
  service.objects.finish("batch_1", two_hours());
  CHECK_FALSE(service.objects.is_wanted("batch_1"));
  json seen = service.get();
  CHECK(seen["status"] == "in_progress");
  CHECK(seen["in_progress_at"] == created_at + 5);
  CHECK(seen["model"] == "gpt-4o");
  CHECK(counts(seen) == "2/0/0");

  service.clock.advance(hours(1));
  seen = service.get();
  CHECK(seen["status"] == "in_progress");
  CHECK(counts(seen) == "2/1/0");
  CHECK(seen["usage"]["total_tokens"] == 15);
  CHECK(seen["finalizing_at"].is_null());

  service.clock.advance(hours(1));
  seen = service.get();
  CHECK(seen["status"] == "finalizing");
  CHECK(seen["finalizing_at"] == created_at + 5 + 7200);
  CHECK(seen["completed_at"].is_null());
  CHECK(seen["output_file_id"].is_null());
  CHECK(counts(seen) == "2/1/1");
  CHECK(error_of(service.cancel()).status == 409);

  service.clock.advance(hours(1));
  seen = service.get();
  CHECK(seen["status"] == "completed");
  CHECK(seen["completed_at"] == created_at + 5 + 7200 + 1);
  CHECK(seen["finalizing_at"] == created_at + 5 + 7200);
  CHECK(seen["expired_at"].is_null());
  CHECK(seen["usage"]["output_tokens_details"]["reasoning_tokens"] == 2);
  CHECK(service.lines(seen["output_file_id"]) == "a:200 ");
  CHECK(service.lines(seen["error_file_id"]) == "b:400 ");
  CHECK(service.get() == seen);
  CHECK(service.list()["data"] == json::array({seen}));
}

TEST_CASE("a batch whose window passes expires, keeps what was done and says which lines were not") {
  Service service;
  const auto created_at = service.create()["created_at"].get<std::int64_t>();
  service.objects.finish("batch_1", two_days());
  service.clock.advance(hours(24) - seconds(1));
  CHECK(service.get()["status"] == "in_progress");
  service.clock.advance(seconds(1));
  const json finalizing = service.get();
  CHECK(finalizing["status"] == "finalizing");
  CHECK(finalizing["finalizing_at"] == finalizing["expires_at"]);
  service.clock.advance(seconds(1));
  const json expired = service.get();
  CHECK(expired["status"] == "expired");
  CHECK(expired["expired_at"] == created_at + 24 * 3600 + 1);
  CHECK(expired["completed_at"].is_null());
  CHECK(counts(expired) == "3/1/0");
  CHECK(service.lines(expired["output_file_id"]) == "a:200 ");
  CHECK(service.lines(expired["error_file_id"]) == "b:batch_expired c:batch_expired ");
  CHECK(error_of(service.cancel()).message == "Cannot cancel a batch with status 'expired'.");
}

TEST_CASE("a batch that is answered only after its window has nothing done") {
  Service service;
  service.create();
  service.clock.advance(hours(25));
  CHECK(service.get()["status"] == "validating");
  service.objects.finish("batch_1", two_hours());
  service.clock.advance(seconds(1));
  const json expired = service.get();
  CHECK(expired["status"] == "expired");
  CHECK(expired["output_file_id"].is_null());
  CHECK(service.lines(expired["error_file_id"]) == "a:batch_expired b:batch_expired ");
}

TEST_CASE("a batch that is cancelled waits for what is under way, ten minutes at most") {
  Service service;
  const auto created_at = service.create()["created_at"].get<std::int64_t>();
  // At the cancellation, b and c are under way and d, which would be done before c, is not begun.
  service.objects.finish("batch_1", {.results = {line("a", {}, minutes(1)), line("b", {}, minutes(5)),
                                                 line("d", minutes(5), minutes(6)), line("c", minutes(1), minutes(30))},
                                     .model = "gpt-4o"});
  service.clock.advance(minutes(2));
  const json cancelling = json_of(service.cancel());
  CHECK(cancelling["status"] == "cancelling");
  CHECK(cancelling["cancelling_at"] == created_at + 120);
  CHECK(cancelling["cancelled_at"].is_null());
  CHECK(counts(cancelling) == "4/1/0");
  service.clock.advance(minutes(3));
  CHECK(json_of(service.cancel())["cancelling_at"] == created_at + 120);
  CHECK(counts(service.get()) == "4/2/0");
  service.clock.advance(minutes(7));
  const json cancelled = service.get();
  CHECK(cancelled["status"] == "cancelled");
  CHECK(cancelled["cancelled_at"] == created_at + 720);
  CHECK(cancelled["finalizing_at"].is_null());
  CHECK(service.lines(cancelled["output_file_id"]) == "a:200 b:200 ");
  CHECK(service.lines(cancelled["error_file_id"]) == "d:batch_cancelled c:batch_cancelled ");
  CHECK(error_of(service.cancel()).message == "Cannot cancel a batch with status 'cancelled'.");
}

TEST_CASE("a batch that is cancelled before its work is not worked on") {
  Service service;
  service.create();
  CHECK(json_of(service.cancel())["status"] == "cancelling");
  CHECK_FALSE(service.objects.is_wanted("batch_1"));
  service.objects.finish("batch_1", two_hours());
  const json cancelled = service.get();
  CHECK(cancelled["status"] == "cancelled");
  CHECK(cancelled["in_progress_at"].is_null());
  CHECK(cancelled["error_file_id"].is_null());
  CHECK(counts(cancelled) == "0/0/0");
}

TEST_CASE("an input that is wrong fails the batch and is told") {
  Service service;
  service.create();
  service.objects.finish("batch_1", {.errors = {{"invalid_url", "It does not match.", "url", 3}}});
  const json failed = service.get();
  CHECK(failed["status"] == "failed");
  CHECK(failed["failed_at"] == failed["created_at"]);
  CHECK(failed["errors"]["data"] ==
        json::parse(R"([{"code":"invalid_url","message":"It does not match.","param":"url","line":3}])"));
  CHECK(error_of(service.cancel()).status == 409);
}

TEST_CASE("the output lives as long as was asked for, from when it was made") {
  Service service;
  service.create(R"(,"output_expires_after":{"anchor":"created_at","seconds":3600})");
  service.objects.finish("batch_1", two_hours());
  service.clock.advance(hours(2) + minutes(30));
  const json done = service.get();
  const std::string id = done["output_file_id"];
  const auto output = service.file_objects.find(id, service.clock.unix_seconds());
  REQUIRE(output != nullptr);
  CHECK(output->purpose == "batch_output");
  CHECK(output->created_at == done["completed_at"]);
  CHECK(output->expires_at == output->created_at + 3600);
  service.clock.advance(minutes(31));
  CHECK(service.file_objects.find(id, service.clock.unix_seconds()) == nullptr);
}

TEST_CASE("an output that does not fit beside the files fails the batch at its end") {
  Service service(2000);
  service.create();
  service.objects.finish("batch_1", {.results = {line(std::string(1000, 'a'), {}, {})}});
  service.clock.advance(seconds(1));
  const json failed = service.get();
  CHECK(failed["status"] == "failed");
  CHECK(failed["errors"]["data"][0]["code"] == "storage_limit_exceeded");
  CHECK(failed["output_file_id"].is_null());
}

TEST_CASE("an outcome that does not fit among the batches fails the batch at once") {
  Service service(kRoom, 4000);
  service.create();
  service.objects.finish("batch_1", {.results = {line(std::string(4000, 'a'), {}, hours(1))}});
  const json failed = service.get();
  CHECK(failed["status"] == "failed");
  CHECK(failed["errors"]["data"][0]["code"] == "storage_limit_exceeded");
  CHECK(counts(failed) == "0/0/0");
}

TEST_CASE("batches under way are not dropped for others; those that have ended are") {
  Service service(kRoom, 32'000);  // for two that are large and one that is not begun
  const BatchOutcome large = {.results = {line(std::string(4000, 'a'), {}, hours(1))}};
  for (const char* number : {"1", "2", "3"}) {
    service.create({}, number);
    service.objects.finish("batch_" + std::string(number), large);
  }
  CHECK(service.get("1")["status"] == "in_progress");
  CHECK(service.get("2")["status"] == "in_progress");
  const json refused = service.get("3");
  CHECK(refused["status"] == "failed");
  CHECK(refused["errors"]["data"][0]["code"] == "storage_limit_exceeded");
  service.clock.advance(hours(2));
  service.create({}, "4");
  service.objects.finish("batch_4", large);
  CHECK(service.get("4")["status"] == "in_progress");
  CHECK(service.get("1")["status"] == "completed");
  CHECK(service.lines(service.get("2")["output_file_id"]) == std::string(4000, 'a') + ":200 ");
}

TEST_CASE("a batch that there is no room for beside those under way is refused and not begun") {
  Service service(kRoom, 2500);
  service.create();
  const ResourceCall call{
      .body = R"({"input_file_id":"file-in","endpoint":"/v1/chat/completions","completion_window":"24h"})",
      .new_id = "2"};
  const auto refused = ask(service.clock, call, [&](const auto& request) { return service.objects.create(request); });
  CHECK(error_of(refused).code == "storage_limit_exceeded");
  CHECK(service.started.size() == 1);
  CHECK(service.get()["status"] == "validating");
}

TEST_CASE("the files of a batch are there from when it ends, whether or not anyone asked for the batch") {
  Service service;
  service.create();
  service.objects.finish("batch_1", two_hours());
  service.clock.advance(hours(2));
  service.objects.settle(service.clock.now());
  CHECK(service.files.find("file-1O") == nullptr);
  service.clock.advance(seconds(1));
  service.objects.settle(service.clock.now());
  CHECK(service.files.find("file-1O") != nullptr);
  CHECK(service.files.find("file-1E") != nullptr);
}

TEST_CASE("the times of a batch are those of the wall clock, however fast simulated time runs") {
  // A day of simulated time in 24 seconds.
  class FastClock final : public Clock {
   public:
    TimePoint now() const override { return now_; }
    TimePoint real_now() const override { return real_time_of(now_); }
    TimePoint real_time_of(TimePoint simulated) const override {
      return TimePoint(simulated.time_since_epoch() / 3600);
    }
    TimePoint simulated_time_of(TimePoint real) const override { return TimePoint(real.time_since_epoch() * 3600); }
    TimePoint real_time_of_unix(std::chrono::nanoseconds since_1970) const override { return TimePoint(since_1970); }
    std::int64_t unix_seconds() const override { return 1'000'000; }

   private:
    TimePoint now_{hours(1)};
  };
  const FastClock clock;
  BatchRecord batch{.id = "batch_1", .created_at = clock.unix_seconds(), .created = clock.now()};
  batch.begin(two_days(), clock.now() + hours(1));
  std::string shown;
  append_batch(batch, clock, shown);
  CHECK(json::parse(shown)["in_progress_at"] == 1'000'001);
  CHECK(json::parse(shown)["expires_at"] == 1'000'024);
}
