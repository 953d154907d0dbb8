#include <doctest/doctest.h>

#include "simulator/protocols/claude_models.h"
#include "simulator/protocols/json_document.h"
#include "simulator/protocols/messages.h"
#include "simulator/protocols/model_catalogue.h"

using namespace oaisim;

namespace {

struct Outcome {
  std::optional<ApiError> error;
  DecodedRequest request;
};

constexpr CallAddress kCurrent{.shape = ApiShape::anthropic, .api_version = "2026-10-21"};
constexpr CallAddress kFormer{.shape = ApiShape::anthropic, .api_version = "2023-06-01"};

Outcome decode(const std::string& body, CallAddress address = kCurrent) {
  JsonDocument document;
  auto parsed = document.parse(body, body.size(), ApiShape::anthropic);
  if (auto* error = std::get_if<ApiError>(&parsed)) return {*error, {}};
  Outcome outcome;
  outcome.error = Messages().decode(std::get<JsonValue>(parsed), address, outcome.request);
  outcome.request.prompt_texts.clear();  // they end with the document
  return outcome;
}

std::string with_messages(const std::string& messages, const std::string& fields = "") {
  return R"({"model":"m","max_tokens":2000,"messages":[)" + messages + "]" + (fields.empty() ? "" : "," + fields) + "}";
}

std::string with(const std::string& fields) { return with_messages(R"({"role":"user","content":"hi"})", fields); }

std::string problem(const std::string& body) {
  const auto outcome = decode(body);
  return outcome.error ? outcome.error->message : "";
}

// What the model refuses of a request with these fields.
std::string refusal(std::string_view model, const std::string& fields, CallAddress address = kCurrent) {
  auto outcome = decode(with(fields), address);
  REQUIRE_FALSE(outcome.error.has_value());
  const auto error = Messages().settle(model, outcome.request);
  return error ? error->message : "";
}

DecodedRequest settled(std::string_view model, const std::string& fields) {
  auto outcome = decode(with(fields));
  REQUIRE_FALSE(outcome.error.has_value());
  REQUIRE_FALSE(Messages().settle(model, outcome.request).has_value());
  return std::move(outcome.request);
}

const std::string kCall =
    R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{"x":[1]}}]})";
const std::string kAnswer = R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"y"}]})";
const std::string kUser = R"({"role":"user","content":"hi"})";

}  // namespace

TEST_CASE("every field of the published API is accepted") {
  const auto outcome = decode(R"({
    "model": "m", "max_tokens": 2000, "stream": true, "stop_sequences": ["a", "b"], "metadata": {"user_id": "u"},
    "system": [{"type": "text", "text": "s", "cache_control": {"type": "ephemeral", "ttl": "5m"}, "citations": null}],
    "messages": [
      {"role": "user", "content": [{"type": "text", "text": "t"},
        {"type": "image", "source": {"type": "url", "url": "https://x/y.png"}, "cache_control": null},
        {"type": "document", "title": "d", "context": "c", "citations": {"enabled": true},
         "source": {"type": "text", "media_type": "text/plain", "data": "words"}},
        {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "x"}]}},
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERg=="}},
        {"type": "search_result", "source": "https://x", "title": "t", "content": [{"type": "text", "text": "x"}]},
        {"type": "container_upload", "file_id": "f"}]},
      {"role": "assistant", "content": [{"type": "thinking", "thinking": "h", "signature": "s"},
        {"type": "redacted_thinking", "data": "d"}, {"type": "text", "text": "x", "citations": [{"type": "char_location"}]},
        {"type": "server_tool_use", "id": "srv", "name": "web_search", "input": {"query": "q"}},
        {"type": "web_search_tool_result", "tool_use_id": "srv", "content": []},
        {"type": "tool_use", "id": "a", "name": "f", "input": {}, "caller": {"type": "direct"}}]},
      {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "is_error": false,
        "content": [{"type": "text", "text": "x"}, {"type": "image", "source": {"type": "file", "file_id": "f"}}]}]},
      {"role": "system", "content": "now"}],
    "tools": [{"name": "f", "description": "d", "input_schema": {"type": "object"}, "strict": true, "input_examples": [{}],
               "eager_input_streaming": null, "type": "custom", "defer_loading": false, "allowed_callers": ["direct"]},
              {"type": "bash_20250124", "name": "bash"}, {"type": "web_search_20260318", "name": "web_search",
               "max_uses": 2, "user_location": {"type": "approximate"}},
              {"type": "computer_toolset_20260801", "configs": {}}],
    "tool_choice": {"type": "auto", "disable_parallel_tool_use": true},
    "thinking": {"type": "enabled", "budget_tokens": 1024, "display": "omitted"},
    "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": {"type": "object"}}},
    "service_tier": "auto", "container": {"id": "c", "skills": []}, "inference_geo": null, "speed": "fast",
    "mcp_servers": [{"type": "url", "url": "https://x", "name": "n"}], "context_management": {"edits": []},
    "cache_control": {"type": "ephemeral"}, "diagnostics": null})");
  REQUIRE_MESSAGE(!outcome.error.has_value(), outcome.error->message);
  const auto& request = outcome.request;
  CHECK(request.model == "m");
  CHECK(request.max_tokens == 2000);
  CHECK(request.stream);
  CHECK(request.stop == std::vector<std::string>{"a", "b"});
  CHECK(request.user == "u");
  CHECK(request.messages == 5);
  CHECK(request.images.size() == 2);
  CHECK(request.other_tokens == 2000);
  CHECK(request.text_form.has_value());
  CHECK(request.reasoning_effort == "low");
  REQUIRE(request.tools != nullptr);
  CHECK(request.tools->tools().size() == 2);
  CHECK_FALSE(request.is_turn_of_user);
}

TEST_CASE("turns: neighbours of one role are one, and calls are answered by the next") {
  CHECK(problem(with_messages(kUser + "," + kUser)).empty());
  CHECK(problem(with_messages(kUser + "," + kCall + "," + kAnswer)).empty());
  CHECK(problem(with_messages(kUser + "," + kCall + "," + kAnswer + "," + kUser)).empty());
  CHECK(problem(with_messages(kCall + "," + kAnswer)).empty());  // the first need not be the user's
  CHECK(problem(with_messages(kUser + "," + kCall)).starts_with("messages.1: `tool_use` ids were found without"));
  CHECK(problem(with_messages(kUser + "," + kCall + "," + kUser)).starts_with("messages.1: `tool_use` ids were found"));
  CHECK(problem(with_messages(kUser + "," + kAnswer)).starts_with("messages.1.content.0: unexpected `tool_use_id`"));
  CHECK(problem(with_messages(kUser + "," + kCall + "," + kAnswer + "," + kAnswer))
            .starts_with("messages.3.content.0: each tool_use must have a single result."));
  CHECK(problem(with_messages(kUser + "," + kCall + "," + kAnswer + "," + kCall)) ==
        "messages: `tool_use` ids must be unique");
  CHECK(problem(with_messages(R"({"role":"user","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]})")) ==
        "messages.0.content.0: `tool_use` blocks can only be in `assistant` messages");
  CHECK(problem(with_messages(R"({"role":"assistant","content":[{"type":"tool_result","tool_use_id":"a"}]})")) ==
        "messages.0.content.0: `tool_result` blocks can only be in `user` messages");
  CHECK(problem(with_messages(
            kUser + R"(,{"role":"assistant","content":[{"type":"tool_use","id":"a b","name":"f","input":{}}]})")) ==
        "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
  CHECK(
      problem(
          with_messages(
              kUser +
              R"(,{"role":"assistant","content":[{"type":"web_search_tool_result","tool_use_id":"s","content":[]}]})"))
          .starts_with("messages.1.content.0: unexpected `tool_use_id` found in `web_search_tool_result` blocks: s."));
}

TEST_CASE("whose turn it is decides whether a tool may be called freely") {
  CHECK(decode(with("")).request.is_turn_of_user);
  CHECK(decode(with_messages(kUser + R"(,{"role":"system","content":"now"})")).request.is_turn_of_user);
  CHECK_FALSE(decode(with_messages(kUser + "," + kCall + "," + kAnswer)).request.is_turn_of_user);
  const auto prefilled = decode(with_messages(kUser + R"(,{"role":"assistant","content":"Well,"})"));
  CHECK_FALSE(prefilled.request.is_turn_of_user);
  CHECK(prefilled.request.claude.prefill);
}

TEST_CASE("texts that are empty, blank or end in a space") {
  CHECK(problem(with_messages(R"({"role":"user","content":" "})")) ==
        "messages: text content blocks must contain non-whitespace text");
  CHECK(problem(with_messages(R"({"role":"user","content":[]})"))
            .starts_with("messages.0: all messages must have non-empty"));
  CHECK(problem(with_messages(kUser + R"(,{"role":"assistant","content":""})")).empty());
  CHECK(problem(with_messages(kUser + R"(,{"role":"assistant","content":[{"type":"text","text":"a\n"}]})")) ==
        "messages: final assistant content cannot end with trailing whitespace");
  CHECK(problem(with_messages(kUser + R"(,{"role":"assistant","content":"a "},)" + kUser)).empty());
  CHECK(problem(with(R"("system":[{"type":"text","text":""}])")) == "system: text content blocks must be non-empty");
}

TEST_CASE("images are looked into") {
  const auto image = [](const std::string& data) {
    return with_messages(
        R"({"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":")" +
        data + R"("}}]})");
  };
  CHECK(problem(image("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAUCAIAAAA=")).empty());
  CHECK(problem(image("$$$$")) == "messages.0.content.0.image.source.base64.data: Invalid base64 data");
  CHECK(problem(image("AAAA")) == "Could not process image");
  CHECK(problem(image(std::string(8'000'000, 'A'))) ==
        "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 6000000 bytes > 5242880 bytes");
}

TEST_CASE("sampling is a matter of the version and of the model") {
  CHECK(decode(with(R"("temperature":1)")).error->message == "temperature: Extra inputs are not permitted");
  CHECK(refusal("claude-3-5-haiku-latest", R"("temperature":0.5,"top_p":0.5)", kFormer).empty());
  CHECK(refusal("claude-haiku-4-5", R"("temperature":0.5)", kFormer).empty());
  CHECK(refusal("claude-haiku-4-5", R"("temperature":1,"top_p":0.5)", kFormer).ends_with("Please use only one."));
  CHECK(refusal("claude-opus-4-8", R"("temperature":1)", kFormer).empty());
  CHECK(refusal("claude-opus-4-8", R"("top_k":5)", kFormer) == "`top_k` is deprecated for this model.");
  CHECK(refusal("claude-haiku-4-5", R"("top_p":0.9,"thinking":{"type":"enabled","budget_tokens":1024})", kFormer)
            .starts_with("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled."));
}

TEST_CASE("each model thinks in its own ways") {
  const std::string budget = R"("thinking":{"type":"enabled","budget_tokens":1024})";
  const std::string adaptive = R"("thinking":{"type":"adaptive"})";
  const std::string off = R"("thinking":{"type":"disabled"})";
  const std::string between = R"("thinking":{"type":"between_tools"})";
  CHECK(refusal("claude-3-5-haiku-latest", budget) == "claude-3-5-haiku-latest does not support thinking.");
  CHECK(refusal("claude-3-5-haiku-latest", off).empty());
  CHECK(refusal("claude-opus-4-6", budget).empty());
  CHECK(refusal("claude-opus-4-6", adaptive).empty());
  CHECK_FALSE(refusal("claude-opus-5", budget).empty());
  CHECK(refusal("claude-opus-5", off).empty());
  CHECK_FALSE(refusal("claude-opus-5", between).empty());
  CHECK_FALSE(refusal("claude-sonnet-5-5", off).empty());
  CHECK(refusal("claude-sonnet-5-5", between).empty());
  CHECK(refusal("my-own", budget).empty());
  CHECK(refusal("my-own", adaptive).empty());

  CHECK_FALSE(*settled("claude-haiku-4-5", "").thinks);
  CHECK_FALSE(*settled("o3", "").thinks);
  CHECK_FALSE(*settled("claude-opus-5", off).thinks);
  CHECK_FALSE(*settled("claude-sonnet-5-5", between).thinks);
  const auto hidden = settled("claude-opus-5", "");
  CHECK(*hidden.thinks);
  CHECK_FALSE(hidden.show_reasoning);
  CHECK(hidden.usual_thoughts == 1000);
  const auto shown = settled("claude-haiku-4-5", budget);
  CHECK(shown.show_reasoning);
  CHECK(shown.usual_thoughts == 512);
  CHECK_FALSE(settled("claude-haiku-4-5", R"("thinking":{"type":"enabled","budget_tokens":1024,"display":"omitted"})")
                  .show_reasoning);
}

TEST_CASE("forced tools and thoughts exclude one another") {
  const std::string forced = R"("tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"})";
  const std::string refused = "Thinking may not be enabled when tool_choice forces tool use.";
  CHECK(refusal("claude-haiku-4-5", forced).empty());
  CHECK(refusal("claude-haiku-4-5", forced + R"(,"thinking":{"type":"enabled","budget_tokens":1024})") == refused);
  CHECK_FALSE(*settled("claude-opus-5", forced).thinks);  // which would by default
  CHECK(refusal("claude-sonnet-5-5", forced) == refused);
}

TEST_CASE("a tool that is named need not be one that can be called") {
  const std::string tools =
      R"("tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],)";
  const auto own = decode(with(tools + R"("tool_choice":{"type":"tool","name":"f"})"));
  CHECK(own.request.tool_use == ToolUse::named);
  CHECK(own.request.allowed_tools->front().name == "f");
  CHECK(decode(with(tools + R"("tool_choice":{"type":"tool","name":"web_search"})")).request.tool_use == ToolUse::none);
  CHECK(problem(with(tools + R"("tool_choice":{"type":"tool","name":"g"})")) == "Tool 'g' not found in provided tools");
  CHECK(problem(with(R"("tools":[],"tool_choice":{"type":"auto"})")) ==
        "tool_choice may only be specified while providing tools");
  CHECK(problem(with(R"("tools":[{"name":"f","input_schema":{"type":"object","properties":5}}])"))
            .starts_with("tools.0.custom.input_schema: JSON schema is invalid."));
  CHECK(problem(with(R"("tools":{})")) == "tools: Input should be a valid list");
}

TEST_CASE("every Claude model of the catalogue has its facts, and no other") {
  for (const auto& model : model_catalogue()) {
    const bool known = claude_facts(model.name).name == model.name;
    CHECK_MESSAGE(known == (model.maker == "anthropic"), model.name);
  }
  CHECK(claude_facts("claude-sonnet-4-5-20250929").generation == 45);
  CHECK(claude_facts("claude-3-7-sonnet-latest").display_name == "Claude Sonnet 3.7");
  CHECK(claude_facts("my-own").thinking.any());
}
