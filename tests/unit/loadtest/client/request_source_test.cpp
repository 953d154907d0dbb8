#include "loadtest/client/request_source.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "loadtest/client/conversation.h"
#include "loadtest/plan/target.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using nlohmann::json;

namespace {

class Samples final : public Dataset {
 public:
  explicit Samples(std::vector<Sample> samples) : samples_(std::move(samples)) {}
  std::uint64_t size() const override { return samples_.size(); }
  Sample at(std::uint64_t index) const override { return samples_[index % samples_.size()]; }

 private:
  std::vector<Sample> samples_;
};

RunPlan plan_for(const std::string& api, const std::string& model = "m", const std::string& deployment = "") {
  RunPlan plan;
  plan.target = *make_target(
      {.url = "http://host:81", .model = model, .deployment = deployment, .api_version = "v", .key = "k", .api = api});
  return plan;
}

RequestSource source_of(const RunPlan& plan, std::vector<Sample> samples) {
  auto source = RequestSource::make(plan, samples.empty() ? nullptr : std::make_shared<Samples>(std::move(samples)));
  REQUIRE(source.ok());
  return std::move(*source);
}

std::string first_request(const RunPlan& plan, const Sample& sample) {
  const auto source = source_of(plan, {sample});
  Conversation conversation(source);
  conversation.begin(0);
  return std::string(conversation.next());
}

std::string body_text(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }
json body_of(const std::string& request) { return json::parse(body_text(request)); }

bool has_line(const std::string& request, const std::string& line) {
  return request.find("\r\n" + line + "\r\n") < request.find("\r\n\r\n") + 1;
}

const Sample kAsk{.turns = {{.user = "say \"hi\"\n"}}};
const Sample kImage{.turns = {{.user = "what?", .images = {"data:image/png;base64,QUJD", "https://x/y.png"}}}};

}  // namespace

TEST_CASE("an OpenAI request has its model in the body and a bearer key") {
  RunPlan plan = plan_for("chat");
  plan.request.max_tokens = 5;
  plan.request.stream = true;
  const auto text = first_request(plan, kAsk);
  CHECK(text.starts_with("POST /v1/chat/completions HTTP/1.1\r\nHost: host:81\r\n"));
  CHECK(has_line(text, "Authorization: Bearer k"));
  CHECK(has_line(text, "Accept: text/event-stream"));
  CHECK(has_line(text, "Content-Length: " + std::to_string(body_text(text).size())));
  CHECK(text.find("Accept-Encoding") == std::string::npos);
  CHECK(body_of(text) == json::parse(R"({"model":"m","messages":[{"role":"user","content":"say \"hi\"\n"}],)"
                                     R"("max_tokens":5,"stream":true,"stream_options":{"include_usage":true}})"));
}

TEST_CASE("an Azure request has no model and an api-key header, but for responses, whose model is the deployment") {
  const auto text = first_request(plan_for("chat", "", "d"), kAsk);
  CHECK(text.starts_with("POST /openai/deployments/d/chat/completions?api-version=v HTTP/1.1\r\n"));
  CHECK(has_line(text, "api-key: k"));
  CHECK_FALSE(body_of(text).contains("model"));
  const auto response = first_request(plan_for("responses", "", "d"), kAsk);
  CHECK(response.starts_with("POST /openai/v1/responses HTTP/1.1\r\n"));
  CHECK(body_of(response)["model"] == "d");
}

TEST_CASE("each protocol has its own body") {
  Sample sample = kAsk;
  sample.system = "be brief";
  sample.max_tokens = 7;
  CHECK(body_of(first_request(plan_for("completions"), sample)) ==
        json::parse(R"({"model":"m","prompt":"be brief\nsay \"hi\"\n","max_tokens":7})"));
  CHECK(body_of(first_request(plan_for("embeddings"), sample)) ==
        json::parse(R"({"model":"m","input":"say \"hi\"\n"})"));
  CHECK(body_of(first_request(plan_for("responses"), sample)) ==
        json::parse(R"({"model":"m","instructions":"be brief","input":"say \"hi\"\n","max_output_tokens":7})"));
  const auto message = first_request(plan_for("messages"), sample);
  CHECK(message.starts_with("POST /v1/messages HTTP/1.1\r\n"));
  CHECK(has_line(message, "x-api-key: k"));
  CHECK(has_line(message, "anthropic-version: 2023-06-01"));
  CHECK(body_of(message) == json::parse(R"({"model":"m","max_tokens":7,"system":"be brief","messages":)"
                                        R"([{"role":"user","content":"say \"hi\"\n"}]})"));
  CHECK(body_of(first_request(plan_for("messages"), kAsk))["max_tokens"] == 1024);
}

TEST_CASE("images are parts of the content in the form of each API") {
  CHECK(body_of(first_request(plan_for("chat"), kImage))["messages"][0]["content"] ==
        json::parse(R"([{"type":"text","text":"what?"},{"type":"image_url","image_url":{"url":)"
                    R"("data:image/png;base64,QUJD"}},{"type":"image_url","image_url":{"url":"https://x/y.png"}}])"));
  CHECK(body_of(first_request(plan_for("responses"), kImage))["input"][0]["content"][1] ==
        json::parse(R"({"type":"input_image","image_url":"data:image/png;base64,QUJD"})"));
  const auto content = body_of(first_request(plan_for("messages"), kImage))["messages"][0]["content"];
  CHECK(content[0]["source"] == json::parse(R"({"type":"base64","media_type":"image/png","data":"QUJD"})"));
  CHECK(content[1]["source"] == json::parse(R"({"type":"url","url":"https://x/y.png"})"));
  CHECK(content[2] == json::parse(R"({"type":"text","text":"what?"})"));
}

TEST_CASE("fields of the flags are added or take a member's place, and headers of the flags replace ours") {
  RunPlan plan = plan_for("chat");
  plan.request.max_tokens = 5;
  plan.request.system = "flag";
  plan.request.fields = {{"temperature", "0.5"}, {"max_tokens", "null"}};
  plan.target.headers = {{"AUTHORIZATION", "Basic x"}, {"X-A", "b"}};
  const auto text = first_request(plan, {.system = "sample", .turns = {{.user = "u"}}});
  const auto body = body_of(text);
  CHECK(body["temperature"] == 0.5);
  CHECK(body["max_tokens"].is_null());
  CHECK(body["messages"][0] == json::parse(R"({"role":"system","content":"flag"})"));
  CHECK(body_text(text).find("max_tokens") == body_text(text).rfind("max_tokens"));
  CHECK(has_line(text, "AUTHORIZATION: Basic x"));
  CHECK(has_line(text, "X-A: b"));
  CHECK(text.find("Bearer k") == std::string::npos);
}

TEST_CASE("plain text is sent as that, and JSON as JSON") {
  RunPlan plan = plan_for("http", "");
  plan.request.body = "raw text";
  CHECK(has_line(first_request(plan, kAsk), "Content-Type: text/plain; charset=utf-8"));
  plan.request.body = R"({"a":1})";
  CHECK(has_line(first_request(plan, kAsk), "Content-Type: application/json"));
  plan.request.body = "a=b";
  plan.target.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  CHECK(has_line(first_request(plan, kAsk), "content-type: application/x-www-form-urlencoded"));
  CHECK_FALSE(has_line(first_request(plan, kAsk), "Content-Type: text/plain; charset=utf-8"));
}

TEST_CASE("a reasoning model's reply is bounded by max_completion_tokens, and a field of either name replaces it") {
  const auto limits = [](RunPlan plan) {
    plan.request.max_tokens = 5;
    json body = body_of(first_request(plan, kAsk));
    return std::pair{body.value("max_tokens", 0), body.value("max_completion_tokens", 0)};
  };
  CHECK(limits(plan_for("chat", "o3-mini")) == std::pair{0, 5});
  CHECK(limits(plan_for("chat", "", "gpt-5-mini")) == std::pair{0, 5});
  CHECK(limits(plan_for("chat", "gpt-4o")) == std::pair{5, 0});
  CHECK(limits(plan_for("completions", "o3-mini")) == std::pair{5, 0});
  for (const char* model : {"o3-mini", "gpt-4o"}) {
    RunPlan plan = plan_for("chat", model);
    plan.request.fields = {{"max_completion_tokens", "9"}};
    CHECK(limits(plan) == std::pair{0, 9});
    plan.request.fields = {{"max_tokens", "9"}};
    CHECK(limits(plan) == std::pair{9, 0});
  }
}

TEST_CASE("plain HTTP sends the record, a part of it, or the flag's text, and GET when there is nothing") {
  const Sample record{.turns = {}, .record = R"({"a":{"b":[1,2]}})"};
  RunPlan plan = plan_for("http", "");
  CHECK(body_text(first_request(plan, record)) == record.record);
  plan.request.json_path = "$.a.b";
  CHECK(body_text(first_request(plan, record)) == "[1,2]");
  plan.request.json_path = "$.nothing";
  CHECK(body_text(first_request(plan, record)) == record.record);
  plan.request.json_path.clear();
  plan.request.body = "as it is";
  const auto text = first_request(plan, record);
  CHECK(text.starts_with("POST / HTTP/1.1\r\n"));
  CHECK(body_text(text) == "as it is");

  plan.request.body.reset();
  const auto source = source_of(plan, {});
  CHECK(source.prepared(3).starts_with("GET / HTTP/1.1\r\n"));
  CHECK(source.prepared(3).find("Content-Length") == std::string_view::npos);
  plan.request.json_path = "$[";
  CHECK(RequestSource::make(plan, nullptr).error().message.starts_with("--json-path: '$[': at character 3"));
}

TEST_CASE("small datasets of single turns are made beforehand, and a size of one's own is written for one request") {
  const RunPlan plan = plan_for("chat");
  const auto source = source_of(plan, {{.turns = {{.user = "a"}}}, {.turns = {{.user = "b"}}}});
  CHECK(source.prepared(0).data() == source.prepared(2).data());
  Conversation conversation(source);
  for (std::uint64_t number = 0; number < 3; ++number) {
    CHECK(conversation.is_over());
    conversation.begin(number);
    const bool sized = number == 2;
    const auto body = body_of(std::string(conversation.next(sized ? RequestSize{.max_tokens = 3} : RequestSize{})));
    CHECK(body["messages"][0]["content"] == (number % 2 == 0 ? "a" : "b"));
    CHECK(body.contains("max_tokens") == sized);
  }
  CHECK(source_of(plan, {{.turns = {{.user = "a"}, {.user = "b"}}}}).prepared(0).empty());
  CHECK_FALSE(RequestSource::make(plan, std::make_shared<Samples>(std::vector<Sample>{{.record = "{}"}})).ok());
}

TEST_CASE("a conversation holds the server's replies, or those of the dataset, and ends when a request fails") {
  RunPlan plan = plan_for("chat");
  const Sample sample{.turns = {{.user = "1", .recorded_reply = "r1"}, {.user = "2"}, {.user = "3"}}};
  const auto source = source_of(plan, {sample});
  Conversation conversation(source);
  conversation.begin(0);
  CHECK(body_of(std::string(conversation.next()))["messages"].size() == 1);
  REQUIRE(conversation.needs_reply());
  conversation.add_reply("s1\xC3");
  CHECK(body_of(std::string(conversation.next()))["messages"] ==
        json::parse(
            R"([{"role":"user","content":"1"},{"role":"assistant","content":"s1"},{"role":"user","content":"2"}])"));
  CHECK_FALSE(conversation.is_over());
  conversation.abandon();
  CHECK(conversation.is_over());

  plan.request.history = History::recorded;
  const auto recorded = source_of(plan, {sample});
  Conversation replayed(recorded);
  replayed.begin(0);
  replayed.next();
  CHECK_FALSE(replayed.needs_reply());
  CHECK(body_of(std::string(replayed.next()))["messages"][1]["content"] == "r1");
  CHECK(body_of(std::string(replayed.next()))["messages"].size() == 5);
  CHECK(replayed.is_over());
  CHECK_FALSE(replayed.needs_reply());
}
