#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "simulator/protocols/chat_completions.h"
#include "simulator/protocols/json_document.h"

using namespace oaisim;

namespace {

struct Outcome {
  std::optional<ApiError> error;
  DecodedRequest request;
};

Outcome decode(const std::string& body, CallAddress address = {}) {
  JsonDocument document;
  auto parsed = document.parse(body, body.size());
  if (auto* error = std::get_if<ApiError>(&parsed)) return {*error, {}};
  Outcome outcome;
  CompletionStore store(1'000'000);
  FileStore file_store(1'000'000);
  file_store.put("file-1", std::make_shared<StoredFile>(), 1);
  const FileObjects files(file_store);
  outcome.error = ChatCompletions(store, files).decode(std::get<JsonValue>(parsed), address, outcome.request);
  outcome.request.prompt_texts.clear();  // they end with the document
  return outcome;
}

// A valid request with `fields` added.
std::string with(const std::string& fields) {
  return R"({"model":"gpt-4o","messages":[{"role":"user","content":"hi"}])" + (fields.empty() ? "" : "," + fields) +
         "}";
}

struct Refusal {
  const char* fields;
  const char* param;
  const char* code;
};

}  // namespace

TEST_CASE("every field of the published API is accepted") {
  const auto outcome = decode(R"({
    "model": "gpt-4o", "stream": true, "stream_options": {"include_usage": true, "include_obfuscation": false},
    "messages": [
      {"role": "developer", "content": "d"}, {"role": "system", "content": [{"type": "text", "text": "s"}]},
      {"role": "user", "name": "ann", "content": [
        {"type": "text", "text": "look"}, {"type": "image_url", "image_url": {"url": "https://x/y.png", "detail": "low"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}}]},
      {"role": "assistant", "content": null, "refusal": null, "audio": null, "function_call": null,
       "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
      {"role": "tool", "tool_call_id": "c1", "content": "ok"}, {"role": "function", "name": "f", "content": null}],
    "max_completion_tokens": 5, "n": 2, "stop": ["a", "b"], "seed": -3, "user": "u", "metadata": {"k": "v"},
    "temperature": 2, "top_p": 0.5, "frequency_penalty": -2, "presence_penalty": 2, "logprobs": true, "top_logprobs": 20,
    "logit_bias": {"50256": -100}, "response_format": {"type": "json_schema", "json_schema": {"name": "s", "strict": true,
      "schema": {"type": "object", "properties": {}, "required": [], "additionalProperties": false}}},
    "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}, "strict": false}},
              {"type": "custom", "custom": {"name": "c"}}],
    "tool_choice": {"type": "function", "function": {"name": "f"}}, "parallel_tool_calls": false,
    "functions": [{"name": "f", "parameters": {"type": "object", "properties": {}}}], "function_call": "auto", "service_tier": "flex", "store": false,
    "modalities": ["text"], "audio": {"voice": "alloy", "format": "mp3"}, "reasoning_effort": "low", "verbosity": "high",
    "web_search_options": {"search_context_size": "low"},
    "safety_identifier": "s", "prompt_cache_key": "k", "prompt_cache_retention": "24h"})");
  REQUIRE_FALSE(outcome.error.has_value());
  const auto& request = outcome.request;
  CHECK(request.stream);
  CHECK(request.include_usage);
  CHECK(request.max_tokens == 5);
  CHECK(request.max_tokens_param == "max_completion_tokens");
  CHECK(request.n == 2);
  CHECK(request.stop == std::vector<std::string>{"a", "b"});
  CHECK(request.seed == -3);
  CHECK(request.user == "u");
  CHECK(request.metadata == R"({"k":"v"})");
  CHECK(request.service_tier == "flex");
  CHECK(request.messages == 6);
  CHECK(request.names == 2);
  REQUIRE(request.images.size() == 1);
  CHECK(request.images[0].low_detail);
}

TEST_CASE("null stands for the default wherever the API says so") {
  const auto outcome = decode(with(R"("max_tokens":null,"n":null,"stop":null,"seed":null,"stream":null,"tools":null,
    "stream_options":null,"temperature":null,"metadata":null,"logit_bias":null,"user":null)"));
  REQUIRE_FALSE(outcome.error.has_value());
  CHECK_FALSE(outcome.request.stream);
  CHECK(outcome.request.n == 1);
  CHECK_FALSE(outcome.request.max_tokens.has_value());
}

TEST_CASE("a wrong type, a value out of range and an unknown name are 400s that name the parameter") {
  const Refusal refusals[] = {
      {R"("temperature":2.1)", "temperature", "decimal_above_max_value"},
      {R"("temperature":-0.1)", "temperature", "decimal_below_min_value"},
      {R"("top_p":"x")", "top_p", "invalid_type"},
      {R"("n":0)", "n", "integer_below_min_value"},
      {R"("n":129)", "n", "integer_above_max_value"},
      {R"("n":1.5)", "n", "invalid_type"},
      {R"("max_tokens":0)", "max_tokens", "integer_below_min_value"},
      {R"("max_completion_tokens":"ten")", "max_completion_tokens", "invalid_type"},
      {R"("seed":1e30)", "seed", "invalid_type"},
      {R"("seed":18446744073709551615)", "seed", "integer_above_max_value"},
      {R"("stop":["a","b","c","d","e"])", "stop", "array_above_max_length"},
      {R"("stop":[])", "stop", "empty_array"},
      {R"("stop":[1])", "stop[0]", "invalid_type"},
      {R"("stop":{})", "stop", "invalid_type"},
      {R"("stream":"yes")", "stream", "invalid_type"},
      {R"("stream_options":{"include_usage":1},"stream":true)", "stream_options.include_usage", "invalid_type"},
      {R"("user":5)", "user", "invalid_type"},
      {R"("metadata":{"k":1})", "metadata.k", "invalid_type"},
      {R"("service_tier":"gold")", "service_tier", "invalid_value"},
      {R"("reasoning_effort":"huge")", "reasoning_effort", "invalid_value"},
      {R"("logit_bias":{"1":101})", "logit_bias.1", "decimal_above_max_value"},
      {R"("tools":[{"type":"function"}])", "tools[0].function", "missing_required_parameter"},
      {R"("tools":[{"type":"gun"}])", "tools[0].type", "invalid_value"},
      {R"("response_format":{"type":"xml"})", "response_format.type", "invalid_value"},
      {R"("tool_choice":"maybe")", "tool_choice", "invalid_value"},
      {R"("top_logprobs":21,"logprobs":true)", "top_logprobs", "integer_above_max_value"},
      {R"("frequency_penalty":3)", "frequency_penalty", "decimal_above_max_value"},
      {R"("nonsense":1)", "nonsense", "unknown_parameter"},
      {R"("max_tokens":1,"max_completion_tokens":1)", "max_tokens", "invalid_parameter_combination"},
  };
  for (const auto& refusal : refusals) {
    CAPTURE(refusal.fields);
    const auto outcome = decode(with(refusal.fields));
    REQUIRE(outcome.error.has_value());
    CHECK(outcome.error->status == 400);
    CHECK(outcome.error->param == refusal.param);
    CHECK(outcome.error->code == refusal.code);
    CHECK(outcome.error->message.size() > 10);
  }
}

TEST_CASE("what is only allowed beside something else is refused without it") {
  CHECK(decode(with(R"("stream_options":{"include_usage":true})")).error->param == "stream_options");
  CHECK(decode(with(R"("top_logprobs":1)")).error->param == "top_logprobs");
}

TEST_CASE("a prediction is a text or its parts, and is not combined with what the API does not take beside it") {
  CHECK(decode(with(R"("prediction":{"type":"content","content":"a b"},"max_tokens":5)")).request.prediction->text ==
        "a b");
  const auto parts = decode(with(
      R"("prediction":{"type":"content","content":[{"type":"text","text":"a"},{"type":"text","text":" b"}]},"n":1,)"
      R"("presence_penalty":0,"frequency_penalty":-1,"logprobs":false,"modalities":["text"],"tools":null)"));
  REQUIRE_FALSE(parts.error.has_value());
  CHECK(parts.request.prediction->text == "a b");
  CHECK_FALSE(decode(with("")).request.prediction.has_value());
  const std::pair<const char*, const char*> kRefused[] = {
      {R"("n":2)", "n"},
      {R"("logprobs":true)", "logprobs"},
      {R"("presence_penalty":0.1)", "presence_penalty"},
      {R"("frequency_penalty":2)", "frequency_penalty"},
      {R"("max_completion_tokens":5)", "max_completion_tokens"},
      {R"("tools":[{"type":"function","function":{"name":"f"}}])", "tools"},
      {R"("functions":[{"name":"f"}])", "functions"},
      {R"("modalities":["text","audio"])", "modalities"},
      {R"("audio":{"voice":"alloy","format":"wav"})", "audio"},
  };
  for (const auto& [fields, param] : kRefused) {
    CAPTURE(fields);
    const auto outcome = decode(with(std::string(R"("prediction":{"type":"content","content":"p"},)") + fields));
    REQUIRE(outcome.error.has_value());
    CHECK(outcome.error->param == param);
    CHECK(outcome.error->code == "unsupported_parameter");
  }
  CHECK(decode(with(R"("prediction":{"type":"content"})")).error->param == "prediction.content");
}

TEST_CASE("a reply is spoken when that is asked for, and not beside what has no speech") {
  const std::string audio = R"("modalities":["text","audio"],"audio":{"voice":"alloy","format":"mp3"})";
  CHECK(decode(with(audio)).request.spoken->format == AudioFormat::mp3);
  CHECK_FALSE(decode(with(R"("modalities":["text"],"audio":{"voice":"alloy","format":"mp3"})")).request.spoken);
  CHECK(decode(with(R"("modalities":["audio"])")).error->code == "missing_required_parameter");
  CHECK(decode(with(audio + R"(,"stream":true)")).error->message ==
        "Unsupported value: 'audio.format' does not support 'mp3' when stream=true. Supported values are: 'pcm16'.");
  CHECK(decode(with(audio + R"(,"logprobs":true)")).error->param == "logprobs");
  CHECK(decode(with(audio + R"(,"response_format":{"type":"json_object"})")).error->param == "response_format");
  CHECK_FALSE(decode(with(audio + R"(,"response_format":{"type":"text"})")).error.has_value());
}

TEST_CASE("messages are checked by role, down to their parts") {
  const auto messages = [](const std::string& list) {
    return decode(R"({"model":"m","messages":)" + list + "}").error;
  };
  CHECK(messages("[]")->code == "empty_array");
  CHECK(messages("{}")->param == "messages");
  CHECK(messages("[3]")->param == "messages[0]");
  CHECK(messages(R"([{"content":"x"}])")->param == "messages[0].role");
  CHECK(messages(R"([{"role":"pirate","content":"x"}])")->message ==
        "Invalid value: 'pirate'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and "
        "'developer'.");
  CHECK(messages(R"([{"role":"user"}])")->param == "messages[0].content");
  CHECK(messages(R"([{"role":"user","content":null}])")->param == "messages[0].content");
  CHECK(messages(R"([{"role":"user","content":[]}])")->code == "empty_array");
  CHECK(messages(R"([{"role":"user","content":[{"type":"video"}]}])")->param == "messages[0].content[0].type");
  CHECK(messages(R"([{"role":"user","content":[{"type":"text","text":1}]}])")->param == "messages[0].content[0].text");
  CHECK(messages(R"([{"role":"system","content":[{"type":"image_url","image_url":{"url":"u"}}]}])")->code ==
        "invalid_value");
  CHECK(messages(R"([{"role":"user","content":"x"},{"role":"tool","content":"x"}])")->param ==
        "messages[1].tool_call_id");
  CHECK(messages(R"([{"role":"user","content":"x","weight":1}])")->param == "messages[0].weight");
}

TEST_CASE("a body that is not a JSON object is refused, however it is broken") {
  for (const std::string body : {"", "{", "[]", "null", "3", "{\"model\":}", "\xff\xfe", "{\"a\":\"\xc3\x28\"}"}) {
    CAPTURE(body);
    CHECK(decode(body).error->message.find("could not parse the JSON body") != std::string::npos);
  }
  CHECK(decode(std::string(10'000, '[') + std::string(10'000, ']')).error.has_value());
}

TEST_CASE("the model comes from the address on Azure and from the body elsewhere") {
  const std::string body = R"({"messages":[{"role":"user","content":"hi"}]})";
  CHECK(decode(body).error->param == "model");
  const auto azure = decode(body, {.shape = ApiShape::azure, .deployment = "mine", .api_version = "v"});
  REQUIRE_FALSE(azure.error.has_value());
  CHECK(azure.request.model == "mine");
  CHECK(decode(with(""), {.shape = ApiShape::azure, .deployment = "mine"}).request.model == "mine");
  const std::string null = R"({"model":null,"messages":[{"role":"user","content":"hi"}]})";  // as LangChain sends it
  CHECK(decode(null, {.shape = ApiShape::azure, .deployment = "mine"}).request.model == "mine");
  CHECK(decode(null).error->param == "model");
}
