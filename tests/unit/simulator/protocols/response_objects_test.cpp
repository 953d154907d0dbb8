#include "simulator/protocols/response_objects.h"

#include "simulator/protocols/json_document.h"
#include "simulator/protocols/responses.h"
#include "tests/support/resource_call.h"

using namespace oaisim;
using nlohmann::json;
using std::chrono::seconds;

namespace {

TokenText word(const std::string& text) { return {text, {static_cast<std::uint32_t>(text.size())}}; }

// Responses and what is asked of them later; a reply says "Yes" and counts eleven tokens of prompt.
struct Service {
  std::optional<ApiError> decode(const std::string& fields, DecodedRequest& request) {
    const std::string body = R"({"model":"gpt-4o")" + fields + "}";
    auto parsed = document.parse(body, body.size());
    return protocol.decode(std::get<JsonValue>(parsed), {}, request);
  }

  // Answers a request; one in the background is due when `due` is over.
  json create(const std::string& id, const std::string& fields, std::optional<Duration> due = {}) {
    DecodedRequest request;
    REQUIRE_FALSE(decode(fields, request));
    CHECK(request.background == due.has_value());
    ReplyFacts facts{.id = id, .created = clock.unix_seconds(), .model = "gpt-4o", .prompt_tokens = 11};
    if (due) {
      const auto timeline = std::make_shared<Timeline>();
      timeline->due = clock.now() + *due;
      timeline->duration = *due;
      facts.timeline = timeline;
    }
    Generation generation;
    generation.choices.push_back({word("Yes"), FinishReason::stop});
    const auto encoder = protocol.encoder(request, std::move(facts), generation);
    std::string out;
    encoder->whole(out);
    encoder->keep();
    return json::parse(out);
  }

  ResourceAnswer get(const std::string& id) {
    return ask(clock, {.id = id}, [&](const auto& request) { return objects.get(request); });
  }
  ResourceAnswer cancel(const std::string& id) {
    return ask(clock, {.id = id}, [&](const auto& request) { return objects.cancel(request); });
  }

  ManualClock clock;
  ResponseStore store{1'000'000};
  FileStore file_store{1'000'000};
  FileObjects files{file_store};
  Responses protocol{store, files, clock};
  ResponseObjects objects{store};
  JsonDocument document;
};

const std::string kInBackground = R"(,"input":"Hi","background":true)";

}  // namespace

TEST_CASE("a response in the background is queued, in progress and completed, each in its time") {
  Service service;
  const json made = service.create("resp_1", kInBackground, seconds(30));
  CHECK(made["status"] == "queued");
  CHECK(made["output"].empty());
  CHECK(made["usage"].is_null());
  service.clock.advance(seconds(29));
  const json seen = json_of(service.get("resp_1"));
  CHECK(seen["status"] == "in_progress");
  CHECK(seen["output"].empty());
  CHECK(seen["completed_at"].is_null());
  service.clock.advance(seconds(1));
  const json done = json_of(service.get("resp_1"));
  CHECK(done["status"] == "completed");
  CHECK(done["completed_at"] == made["created_at"].get<std::int64_t>() + 30);
  CHECK(done["output"][0]["content"][0]["text"] == "Yes");
  CHECK(done["usage"]["total_tokens"] == 12);
  CHECK(json_of(service.cancel("resp_1")) == done);
}

TEST_CASE("a response in the background that is cancelled stays so") {
  Service service;
  service.create("resp_1", kInBackground, seconds(30));
  service.clock.advance(seconds(10));
  const json cancelled = json_of(service.cancel("resp_1"));
  CHECK(cancelled["status"] == "cancelled");
  CHECK(cancelled["output"].empty());
  service.clock.advance(seconds(100));
  CHECK(json_of(service.get("resp_1")) == cancelled);
  CHECK(json_of(service.cancel("resp_1")) == cancelled);
}

TEST_CASE("a response that was waited for is there at once and is not cancelled") {
  Service service;
  const json made = service.create("resp_1", R"(,"input":"Hi")");
  CHECK(made["status"] == "completed");
  CHECK(json_of(service.get("resp_1")) == made);
  CHECK(error_of(service.cancel("resp_1")).message == "Cannot cancel a synchronous response.");
}

TEST_CASE("a following turn knows the turn before, in whatever state that is") {
  Service service;
  service.create("resp_1", kInBackground, seconds(30));
  DecodedRequest second;
  REQUIRE_FALSE(service.decode(R"(,"input":"And?","previous_response_id":"resp_1")", second));
  // What the turn before counted, but for the priming of its reply, and its answer as a message.
  CHECK(second.earlier_tokens == 11 - 3 + 1 + 3 + 1);
  DecodedRequest other;
  const auto error = service.decode(R"(,"input":"And?","previous_response_id":"resp_2")", other);
  REQUIRE(error);
  CHECK(error->code == "previous_response_not_found");
}

TEST_CASE("what was not to be stored or was deleted is not found") {
  Service service;
  service.create("resp_1", R"(,"input":"Hi","store":false)");
  CHECK(error_of(service.get("resp_1")).status == 404);
  service.create("resp_2", R"(,"input":"Hi")");
  const auto erase = [&](const auto& request) { return service.objects.erase(request); };
  CHECK(json_of(ask(service.clock, {.id = "resp_2"}, erase))["deleted"] == true);
  CHECK(error_of(ask(service.clock, {.id = "resp_2"}, erase)).status == 404);
  CHECK(error_of(service.get("resp_2")).status == 404);
}

TEST_CASE("the input of a response is listed with ids, the latest item first") {
  Service service;
  service.create("resp_1", R"(,"input":[{"role":"user","content":"a"},{"role":"user","content":"b"}])");
  const json items = json_of(ask(service.clock, {.id = "resp_1"},
                                 [&](const auto& request) { return service.objects.input_items(request); }))["data"];
  REQUIRE(items.size() == 2);
  CHECK(items[0]["content"][0]["text"] == "b");
  CHECK(items[0]["id"] == "msg_1i1");
}

TEST_CASE("only a stream in the background is taken up again, from where it was left") {
  Service service;
  service.create("resp_1", kInBackground, seconds(30));
  const auto replay = [&](const std::string& query) {
    std::variant<ResponseObjects::Replay, ApiError> found;
    ask(service.clock, {.id = "resp_1", .target = "/v1/responses/resp_1" + query}, [&](const auto& request) {
      found = service.objects.replay(request);
      return ResourceReply{};
    });
    return found;
  };
  REQUIRE(std::holds_alternative<ApiError>(replay("")));
  CHECK(std::get<ApiError>(replay("")).param == "stream");
  ResponseRecord streamed = *service.store.find("resp_1");
  const auto timeline = std::make_shared<Timeline>();
  timeline->events.resize(3);
  streamed.timeline = timeline;
  service.store.put("resp_1", std::make_shared<const ResponseRecord>(streamed), 100);
  REQUIRE(std::holds_alternative<ResponseObjects::Replay>(replay("")));
  CHECK(std::get<ResponseObjects::Replay>(replay("")).first == 0);
  CHECK(std::get<ResponseObjects::Replay>(replay("?starting_after=1")).first == 2);
  CHECK(std::get<ApiError>(replay("?starting_after=-1")).param == "starting_after");
}
