#include "loadtest/plan/body_options.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

Result<RequestPlan> plan_of(Api api, std::vector<std::string> arguments) {
  std::vector<const char*> argv{"run"};
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  OptionSet options("run", "");
  const BodyOptions flags(options);
  const auto outcome = options.parse(static_cast<int>(argv.size()), argv.data());
  REQUIRE(outcome.ok());
  return flags.plan(api);
}

std::string message_of(Api api, std::vector<std::string> arguments) {
  const auto plan = plan_of(api, std::move(arguments));
  REQUIRE_FALSE(plan.ok());
  return plan.error().message;
}

std::string field(const RequestPlan& plan, const std::string& name) {
  for (const auto& found : plan.fields) {
    if (found.name == name) return found.json;
  }
  return {};
}

}  // namespace

TEST_CASE("fields are JSON, and the last of a name counts") {
  const auto plan = plan_of(Api::chat, {"--body-field", "temperature=0.5", "--body-field", "stop=[\"a,b\"]",
                                        "--body-field", "temperature=1"});
  REQUIRE(plan.ok());
  CHECK(plan->fields.size() == 2);
  CHECK(field(*plan, "temperature") == "1");
  CHECK(field(*plan, "stop") == "[\"a,b\"]");
  CHECK(message_of(Api::chat, {"--body-field", "temperature"}).find("is not NAME=JSON") != std::string::npos);
  CHECK(message_of(Api::chat, {"--body-field", "user=me"}).find("a string needs quotes") != std::string::npos);
}

TEST_CASE("tools and forms of replies stand where each API has them") {
  const auto tools = temporary_file(R"([{"name":"f"}])", "tools.json");
  CHECK(field(*plan_of(Api::chat, {"--tools", tools, "--tool-choice", "required"}), "tool_choice") == "\"required\"");
  CHECK(field(*plan_of(Api::messages, {"--tools", tools, "--tool-choice", "any"}), "tool_choice") ==
        R"({"type":"any"})");
  CHECK(field(*plan_of(Api::responses, {"--tools", tools}), "tools") == R"([{"name":"f"}])");
  CHECK(message_of(Api::embeddings, {"--tools", tools}) == "--tools: --api embeddings has none");
  const auto form = temporary_file(R"({"type":"json_object"})", "form.json");
  CHECK(field(*plan_of(Api::chat, {"--response-format", form}), "response_format") == R"({"type":"json_object"})");
  CHECK(field(*plan_of(Api::responses, {"--response-format", form}), "text") == R"({"format":{"type":"json_object"}})");
  CHECK(message_of(Api::chat, {"--tools", form}).find("is no array of tools") != std::string::npos);
  CHECK(message_of(Api::chat, {"--tools", temporary_file("[1,")}).find("is no JSON: parse error at line 1") !=
        std::string::npos);
  CHECK(message_of(Api::chat, {"--tools", "/nonexistent"}).starts_with("--tools: cannot read '/nonexistent'"));
}

TEST_CASE("flags of plain HTTP and of the APIs are told apart") {
  CHECK(plan_of(Api::http, {"--body", "x"})->body == "x");
  CHECK(plan_of(Api::http, {"--json-path", "$.a"})->json_path == "$.a");
  CHECK(message_of(Api::chat, {"--body", "x"}).starts_with("--body needs --api http"));
  CHECK(message_of(Api::chat, {"--json-path", "$"}).starts_with("--json-path needs --api http"));
  CHECK(message_of(Api::http, {"--body", "x", "--json-path", "$"}).find("exclude each other") != std::string::npos);
  CHECK(message_of(Api::http, {"--body-field", "a=1"}).find("no meaning with --api http") != std::string::npos);
  CHECK(message_of(Api::embeddings, {"--system", "x"}).find("no meaning with --api embeddings") != std::string::npos);
  CHECK(plan_of(Api::chat, {"--history", "recorded"})->history == History::recorded);
}
