#include "loadtest/datasets/record_sample.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

Sample sample_of_text(const char* record, const DatasetFilePlan& plan = {}) {
  const auto sample = sample_of(nlohmann::json::parse(record), plan);
  REQUIRE_MESSAGE(sample.ok(), (sample.ok() ? "" : sample.error().message));
  REQUIRE(sample->has_value());
  return **sample;
}

std::string refusal(const char* record, const DatasetFilePlan& plan = {}) {
  const auto sample = sample_of(nlohmann::json::parse(record), plan);
  REQUIRE_FALSE(sample.ok());
  return sample.error().message;
}

}  // namespace

TEST_CASE("the prompt is found by its usual names") {
  for (const char* record :
       {R"({"prompt":"x"})", R"({"question":"x"})", R"({"instruction":"x","input":"","output":"y"})", R"({"text":"x"})",
        R"({"input":"x"})", R"({"content":"x"})", R"({"query":"x"})", R"({"prompt":"","text":"x"})",
        R"({"content":"no","prompt":"x"})"}) {
    CHECK(sample_of_text(record).turns.at(0).user == "x");
  }
  CHECK(sample_of_text(R"({"instruction":"Sum up","input":"text"})").turns[0].user == "Sum up\n\ntext");
  CHECK(sample_of_text(R"({"a":"x","prompt":"no"})", {.path = {}, .fields = {.prompt = "a"}}).turns[0].user == "x");
}

TEST_CASE("OpenAI's messages become turns with their replies") {
  const auto sample = sample_of_text(R"({"messages":[
    {"role":"system","content":"be kind"}, {"role":"developer","content":"be brief"},
    {"role":"user","content":"one"}, {"role":"assistant","content":"1"}, {"role":"tool","content":"{}","tool_call_id":"c"},
    {"role":"assistant","content":null,"tool_calls":[]}, {"role":"assistant","content":"more"},
    {"role":"user","content":[{"type":"text","text":"two"},{"type":"image_url","image_url":{"url":"https://x/y.png"}},
                              {"type":"input_text","text":"three"},{"type":"input_image","image_url":"data:image/png;base64,AA"}]}],
    "max_tokens": 64})");
  CHECK(sample.system == "be kind\n\nbe brief");
  REQUIRE(sample.turns.size() == 2);
  CHECK(sample.turns[0] == Turn{.user = "one", .recorded_reply = "1\n\nmore"});
  CHECK(sample.turns[1] == Turn{.user = "two\nthree", .images = {"https://x/y.png", "data:image/png;base64,AA"}});
  CHECK(sample.max_tokens == 64);
}

TEST_CASE("ShareGPT's conversations become turns, and empty ones are left out") {
  const auto sample = sample_of_text(R"({"id":"i","conversations":[{"from":"gpt","value":"cut off"},
    {"from":"system","value":"s"},{"from":"human","value":"a"},{"from":"gpt","value":"b"},{"from":"human","value":"c"}]
})");
  CHECK(sample.system == "s");
  CHECK(sample.turns == std::vector<Turn>{{.user = "a", .recorded_reply = "b"}, {.user = "c"}});
  for (const char* record : {R"({"conversations":[]})", R"({"conversations":[{"from":"gpt","value":"x"}]})"}) {
    const auto left_out = sample_of(nlohmann::json::parse(record), {});
    REQUIRE(left_out.ok());
    CHECK_FALSE(left_out->has_value());
  }
}

TEST_CASE("an array of texts is a conversation of that many turns") {
  CHECK(sample_of_text(R"({"turns":["a","b"]})").turns == std::vector<Turn>{{.user = "a"}, {.user = "b"}});
  CHECK(sample_of_text(R"({"turns":3,"prompt":["a","b"]})").turns.size() == 2);
}

TEST_CASE("a message that is wrong is named") {
  CHECK(contains(refusal(R"({"messages":[]})"), "no message of the user"));
  CHECK(contains(refusal(R"({"messages":[{"role":"system","content":"x"}]})"), "no message of the user"));
  CHECK(contains(refusal(R"({"messages":[{"role":"user","content":"x"},{"role":"king","content":"x"}]})"),
                 "'messages': message 2: unknown role 'king'; expected system"));
  CHECK(contains(refusal(R"({"messages":[{"content":"x"}]})"), "message 1: expected {\"role\""));
  CHECK(contains(refusal(R"({"messages":[{"role":"user"}]})"), "message 1: expected {\"role\""));
  CHECK(contains(refusal(R"({"messages":[{"role":"user","content":5}]})"), "content is a number"));
  CHECK(contains(refusal(R"({"messages":[{"role":"user","content":[{"type":"input_audio"}]}]})"),
                 "content part of type 'input_audio'; expected text or image_url"));
  CHECK(contains(refusal(R"({"messages":[{"role":"user","content":["x"]}]})"), "a content part without a type"));
  CHECK(contains(
      refusal(R"({"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"/x.png"}}]}]})"),
      "image_url is no URL"));
  CHECK(contains(refusal(R"({"instruction":[],"input":"x"})"), "no message of the user"));
  CHECK(contains(refusal(R"({"messages":[7]})"), "message 1: expected"));
}

TEST_CASE("a usual field is used where it fits, a named one has to fit") {
  const auto sample = sample_of_text(R"({"prompt":"x","system":"s","output_tokens":"12","image":"https://i"})");
  CHECK(sample.system == "s");
  CHECK(sample.max_tokens == 12);
  CHECK(sample.turns[0].images == std::vector<std::string>{"https://i"});
  const auto other =
      sample_of_text(R"({"prompt":"x","system":5,"max_tokens":0,"output_tokens":"","image":"coco/1.jpg"})");
  CHECK(other == Sample{.turns = {{.user = "x"}}});
  CHECK(sample_of_text(R"({"prompt":"x","images":[{"url":"data:a"},"http://b"]})").turns[0].images.size() == 2);

  const auto named = [](DatasetFields fields) { return DatasetFilePlan{.path = {}, .fields = std::move(fields)}; };
  CHECK(contains(refusal(R"({"prompt":"x","s":5})", named({.system = "s"})), "'s' is a number; expected text"));
  CHECK(contains(refusal(R"({"prompt":"x"})", named({.system = "s"})), "no field 's'; the fields are: prompt"));
  for (const char* record : {R"({"prompt":"x","n":0})", R"({"prompt":"x","n":1.5})", R"({"prompt":"x","n":"many"})",
                             R"({"prompt":"x","n":99999999999999999999})", R"({"prompt":"x","n":null})"}) {
    CHECK(contains(refusal(record, named({.output_tokens = "n"})), "expected a whole number of at least 1"));
  }
  CHECK(contains(refusal(R"({"prompt":"x","i":"1.jpg"})", named({.image = "i"})), "expected a URL"));
  CHECK(sample_of_text(R"({"prompt":"x","n":7,"max_tokens":1})", named({.output_tokens = "n"})).max_tokens == 7);
}
