#include "loadtest/plan/unused_flags.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "loadtest/plan/run_options.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// Empty: the plan is made.
std::string refusal(std::vector<std::string> flags) {
  std::vector<const char*> argv{"run", "--url", "http://localhost:1", "--model", "m"};
  for (const auto& flag : flags) argv.push_back(flag.c_str());
  OptionSet options("oaisim-load run", "");
  RunOptions run(options);
  const auto parsed = options.parse(static_cast<int>(argv.size()), argv.data());
  REQUIRE(parsed.ok());
  const auto plan = run.plan(static_cast<int>(argv.size()), argv.data());
  return plan ? "" : plan.error().message;
}

std::string temporary(const std::string& name, const std::string& text) {
  const auto path = (std::filesystem::temp_directory_path() / ("oaisim_unused_flags_" + name)).string();
  std::ofstream(path) << text;
  return path;
}

}  // namespace

TEST_CASE("what a trace or plain HTTP does not use is refused by name") {
  const auto trace = temporary("trace.jsonl", R"({"timestamp": 1, "input_length": 5, "output_length": 5})");
  const auto records = temporary("records.jsonl", "{}\n");
  CHECK(refusal({"--trace", trace}).empty());
  for (const char* flag : {"--input-tokens=5", "--output-tokens=5", "--max-tokens=5", "--prompt=a", "--images=1"}) {
    CAPTURE(flag);
    const std::string name = std::string(flag).substr(0, std::string(flag).find('='));
    // The rows say how long replies are; --max-tokens is for those that would not.
    const bool allowed = name == "--max-tokens";
    CHECK(refusal({"--trace", trace, flag}).starts_with(allowed ? "" : name + " does not go with --trace"));
    CHECK(refusal({"--trace", trace, flag}).empty() == allowed);
    CHECK(refusal({"--api", "http", flag}).starts_with(name + " has no meaning with --api http"));
  }
  CHECK(refusal({"--trace", trace, "--dataset", records}).starts_with("--dataset does not go with --trace"));
  CHECK(refusal({"--api", "http", "--trace", trace, "--dataset", records}).empty());
  CHECK(refusal({"--api", "http", "--json-path", "$.a"}).starts_with("--json-path needs --dataset"));
  CHECK(refusal({"--api", "http", "--json-path", "$.a", "--dataset", records}).empty());
}

TEST_CASE("what an API has no place for is refused by name") {
  CHECK(refusal({"--api", "completions", "--images", "1"}).starts_with("--images needs --api chat"));
  CHECK(refusal({"--api", "embeddings", "--images", "1"}).starts_with("--images needs --api chat"));
  CHECK(refusal({"--api", "responses", "--images", "1"}).empty());
  CHECK(
      refusal({"--api", "embeddings", "--max-tokens", "5"}).starts_with("--max-tokens has no meaning with --api emb"));
  CHECK(refusal({"--api", "embeddings", "--output-tokens", "5"}).starts_with("--output-tokens has no meaning"));
}

TEST_CASE("parts of a wish need the whole") {
  for (const char* flag : {"--retry-attempts=3", "--retry-base=1s", "--retry-cap=1s"}) {
    CHECK(refusal({flag}).find(" needs --retry or --retry-on") != std::string::npos);
    CHECK(refusal({flag, "--retry"}).empty());
    CHECK(refusal({flag, "--retry-on", "timeout"}).empty());
  }
  CHECK(refusal({"--max-load", "5"}).starts_with("--max-load needs --ramp-duration"));
  CHECK(refusal({"--max-load", "5", "--ramp-duration", "1s"}).empty());
}

TEST_CASE("conditions on figures of streams need streams before anything is sent") {
  for (const char* flag : {"--fail-if=ttft_p99>1s", "--fail-if=stall_max>1s", "--slo=ttft<1s", "--slo=tpot<1s"}) {
    CAPTURE(flag);
    CHECK(refusal({flag}).find(" needs --stream") != std::string::npos);
    CHECK(refusal({flag, "--stream"}).empty());
  }
  CHECK(refusal({"--fail-if", "e2e_p99>1s", "--slo", "e2e<1s"}).empty());
}
