#include "loadtest/plan/benchmark_file.h"

#include <doctest/doctest.h>

#include "tests/unit/loadtest/plan/config_runs.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const json kSystem{{"benchmark_type", "system_api"}, {"endpoint", "http://localhost:1/a/b?c=d"}};
const json kModel{{"benchmark_type", "llm_api"}, {"endpoint", "http://localhost:1"}, {"model", "m"}};

json with(json file, const json& more) {
  file.update(more);
  return file;
}

std::string refusal(const json& file) {
  const auto translated = translate_benchmark(file);
  REQUIRE_FALSE(translated.ok());
  return translated.error().message;
}

}  // namespace

TEST_CASE("a file without benchmark_type is left as it is") {
  const json file{{"url", "http://localhost:1"}, {"whatever", 1}};
  CHECK(*translate_benchmark(file) == file);
}

TEST_CASE("system_api: each key has its place in the plan") {
  const ConfigRun run(with(kSystem, {{"auth_token", "secret"},
                                     {"json_path", "$.body"},
                                     {"org_id", "org"},
                                     {"benchmark_run_id", "mine"},
                                     {"min_load", 2},
                                     {"max_load", 7},
                                     {"enable_ramping", true},
                                     {"ramp_duration_seconds", 1.5},
                                     {"timeout", 200},
                                     {"dataset", {{{"body", 1}}, {{"body", 2}}}},
                                     {"headers", {{"X-A", "b"}}},
                                     {"model", "noted"},
                                     {"provider", "of no matter"}}));
  REQUIRE_MESSAGE(run.plan.ok(), run.plan.error().message);
  const RunPlan& plan = *run.plan;
  CHECK(plan.target.api == Api::http);
  CHECK(plan.target.address() == "http://localhost:1/a/b?c=d");
  CHECK(plan.target.key == "secret");
  CHECK(plan.target.model == "noted");
  REQUIRE(plan.target.headers.size() == 1);
  CHECK(plan.target.headers.front().name == "X-A");
  CHECK(plan.target.headers.front().value == "b");
  CHECK(plan.request.json_path == "$.body");
  CHECK(run.identity.org_id == "org");
  CHECK(run.identity.benchmark_run_id == "mine");
  CHECK(plan.load.users == 7);
  REQUIRE(plan.load.stages.size() == 2);
  CHECK(plan.load.stages.front().from == 2);
  CHECK(plan.load.stages.front().to == 7);
  CHECK(plan.load.stages.front().length == 1500ms);
  CHECK(plan.load.duration == 1500ms);
  CHECK_FALSE(plan.load.passes.has_value());
  CHECK(plan.timeouts.whole == 200s);
  CHECK(plan.timeouts.first_byte == 200s);
  REQUIRE(plan.dataset.file.has_value());
  CHECK(*plan.dataset.file->content == "{\"body\":1}\n{\"body\":2}\n");
  CHECK(plan.dataset.plain_records);
}

TEST_CASE("without a ramp all users begin at once and the dataset is sent once") {
  for (const json& off : {json{{"enable_ramping", false}, {"ramp_duration_seconds", 60}}, json::object()}) {
    const ConfigRun run(with(kSystem, with({{"min_load", 1}, {"max_load", 5}, {"dataset", {"a", "b"}}}, off)));
    REQUIRE(run.plan.ok());
    CHECK(run.plan->load.users == 5);
    CHECK(run.plan->load.stages.empty());
    CHECK(run.plan->load.passes == 1);
    CHECK_FALSE(run.plan->load.duration.has_value());
  }
  CHECK(ConfigRun(with(kSystem, {{"min_load", 4}})).plan->load.users == 4);
  CHECK(ConfigRun(kSystem).plan->load.duration == 10s);
  CHECK(ConfigRun(with(kSystem, {{"max_load", 5}, {"ramp_duration_seconds", 3}})).plan->load.duration == 3s);
}

TEST_CASE("llm_api: the provider and the endpoint's path say which API it is") {
  const auto target = [](const json& more) {
    const ConfigRun run(with(kModel, more));
    REQUIRE_MESSAGE(run.plan.ok(), run.plan.error().message);
    return run.plan->target;
  };
  CHECK(target(json::object()).address() == "http://localhost:1/v1/chat/completions");
  CHECK(target(json::object()).model == "m");
  CHECK(target({{"provider", "openai"}, {"endpoint", "http://h:1/v1"}}).address() == "http://h:1/v1/chat/completions");
  CHECK(target({{"endpoint", "http://h:1/x/chat/completions"}}).address() == "http://h:1/x/chat/completions");
  CHECK(target({{"endpoint", "http://h:1/v1/completions"}}).api == Api::completions);
  CHECK(target({{"endpoint", "http://h:1/v1/embeddings"}}).api == Api::embeddings);
  CHECK(target({{"provider", "anthropic"}}).address() == "http://localhost:1/v1/messages");
  const Target azure = target({{"provider", "azure"}});
  CHECK(azure.flavor == ApiFlavor::azure);
  CHECK(azure.path_and_query.starts_with("/openai/deployments/m/chat/completions?api-version="));
  CHECK(target({{"provider", "azure_openai"}}).deployment == "m");
}

TEST_CASE("llm_api: json_path is the field with the prompt") {
  for (const char* path : {"$.question", "question"}) {
    const ConfigRun run(with(kModel, {{"json_path", path}, {"dataset", json::array({{{"question", "why?"}}})}}));
    REQUIRE(run.plan.ok());
    CHECK(run.plan->dataset.file->fields.prompt == "question");
  }
  CHECK(refusal(with(kModel, {{"json_path", "$.a[0]"}})).starts_with("'json_path': with llm_api"));
}

TEST_CASE("a dataset may be a path, or an object with a path and a format") {
  const ConfigRun path(with(kSystem, {{"dataset", "a.csv"}}));
  REQUIRE(path.plan.ok());
  CHECK(path.plan->dataset.file->path == "a.csv");
  CHECK(path.plan->dataset.file->content == nullptr);
  const ConfigRun object(with(kSystem, {{"dataset", {{"path", "a"}, {"format", "jsonl"}}}}));
  REQUIRE(object.plan.ok());
  CHECK(object.plan->dataset.file->path == "a");
  CHECK(object.plan->dataset.file->format == DatasetFormat::jsonl);
}

TEST_CASE("null and empty texts are as if absent, and no token is no key") {
  json file = with(kModel, {{"auth_token", ""}, {"json_path", ""}, {"provider", nullptr}, {"org_id", ""}});
  for (const char* key : {"min_load", "max_load", "enable_ramping", "ramp_duration_seconds", "timeout", "dataset",
                          "headers", "benchmark_run_id"}) {
    file[key] = nullptr;
  }
  const auto translated = translate_benchmark(file);
  REQUIRE(translated.ok());
  CHECK(*translated == json{{"url", "http://localhost:1"}, {"api", "chat"}, {"model", "m"}});
}

TEST_CASE("flags of the command line win over the file") {
  const json file =
      with(kSystem, {{"max_load", 5}, {"dataset", json::array({"a"})}, {"auth_token", "theirs"}, {"timeout", 9}});
  const ConfigRun run(file, {"--max-load", "6", "--key", "mine", "--timeout", "8s", "--requests", "3", "--dataset",
                             "other.jsonl", "--url", "http://other:2/"});
  REQUIRE(run.plan.ok());
  CHECK(run.plan->load.users == 6);
  CHECK(run.plan->load.requests == 3);
  CHECK_FALSE(run.plan->load.passes.has_value());
  CHECK(run.plan->target.key == "mine");
  CHECK(run.plan->target.address() == "http://other:2/");
  CHECK(run.plan->timeouts.whole == 8s);
  CHECK(run.plan->dataset.file->path == "other.jsonl");
  CHECK_FALSE(ConfigRun(file, {"--duration", "4s"}).plan->load.passes.has_value());
  const json model = with(kModel, {{"dataset", json::array({"a"})}});
  CHECK_FALSE(ConfigRun(model, {"--prompt", "p"}).plan->dataset.file.has_value());
}

TEST_CASE("a value of the wrong type is refused by its key, and none is repeated") {
  const json file = with(kModel, {{"max_load", 2}, {"ramp_duration_seconds", 1}});
  for (const char* key :
       {"benchmark_type", "endpoint", "auth_token", "json_path", "org_id", "benchmark_run_id", "min_load", "max_load",
        "enable_ramping", "ramp_duration_seconds", "timeout", "dataset", "headers", "model", "provider"}) {
    for (const json& wrong : {json(true), json(7.5), json("sesame"), json::array({"sesame"}), json{{"sesame", 1}}}) {
      const auto translated = translate_benchmark(with(file, {{key, wrong}}));
      if (translated) continue;  // it was the right type
      CHECK(translated.error().message.starts_with("'" + std::string(key) + "': "));
    }
    const json never = std::string(key) == "enable_ramping" ? json(7.5) : json(false);
    const std::string message = refusal(with(file, {{key, never}}));
    CHECK(message.starts_with("'" + std::string(key) + "': expected "));
  }
  const auto token = refusal(with(kModel, {{"auth_token", json::array({"sesame"})}}));
  const auto header = refusal(with(kModel, {{"headers", {{"X-Key", json::array({"sesame"})}}}}));
  CHECK(header == "'headers': 'X-Key': expected a text");
  CHECK((token + header).find("sesame") == std::string::npos);
}

TEST_CASE("what is unknown or missing is refused by name, with what is allowed") {
  CHECK(
      refusal(with(kSystem, {{"end_point", "x"}})).starts_with("'end_point' is no key of a file with benchmark_type"));
  CHECK(refusal(with(kSystem, {{"url", "x"}})).find("allowed: benchmark_type, endpoint, auth_token") !=
        std::string::npos);
  CHECK(refusal({{"benchmark_type", "other"}}) == "'benchmark_type': 'other' is unknown; allowed: system_api, llm_api");
  CHECK(refusal({{"benchmark_type", "llm_api"}}).starts_with("'endpoint' is missing"));
  CHECK(refusal({{"benchmark_type", "llm_api"}, {"endpoint", "http://h"}}).starts_with("'model' is missing"));
  CHECK(refusal(with(kModel, {{"provider", "x"}})).starts_with("'provider': 'x' is unknown; allowed: openai, "));
  CHECK(refusal(with(kModel, {{"enable_ramping", true}})).starts_with("'max_load' is missing"));
  CHECK(refusal(with(kModel, {{"enable_ramping", true}, {"max_load", 2}}))
            .starts_with("'ramp_duration_seconds' is missing"));
  CHECK(refusal(with(kModel, {{"timeout", 0}})).starts_with("'timeout': expected a number of seconds above 0"));
  CHECK(refusal(with(kModel, {{"dataset", json::array()}})).starts_with("'dataset': expected an array of at least"));
  CHECK(refusal(with(kModel, {{"dataset", json::array({1})}})).starts_with("'dataset': expected an array of at least"));
  CHECK(refusal(with(kModel, {{"dataset", {{"format", "csv"}}}})) == "'dataset': 'path' is missing");
  CHECK(refusal(with(kModel, {{"dataset", {{"file", "csv"}}}})).starts_with("'dataset': 'file' is no key of it"));
}

TEST_CASE("what is out of range is refused with the file's name and the key") {
  const auto message = ConfigRun(with(kSystem, {{"max_load", 0}})).plan.error().message;
  CHECK(message.starts_with("'max_load' in "));
  CHECK(message.find("out of range") != std::string::npos);
  CHECK(ConfigRun(with(kSystem, {{"timeout", "soon"}})).plan.error().message.starts_with("--config: in '"));
}
