#include "loadtest/plan/dataset_options.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

Result<DatasetPlan> plan_of(std::vector<const char*> arguments, std::string_view model = {}) {
  arguments.insert(arguments.begin(), "run");
  OptionSet options("oaisim-load run", "");
  DatasetOptions flags(options);
  const auto outcome = options.parse(static_cast<int>(arguments.size()), arguments.data());
  if (!outcome) return outcome.error();
  return flags.plan(model);
}

}  // namespace

TEST_CASE("without flags there is the default prompt") {
  const auto plan = plan_of({});
  REQUIRE(plan.ok());
  CHECK(plan->prompts == std::vector<std::string>{kDefaultPrompt});
  CHECK_FALSE(plan->file.has_value());
  CHECK_FALSE(plan->synthetic.has_value());
  CHECK(plan->images.count == 0);
}

TEST_CASE("flags of made-up prompts are taken together") {
  const auto plan =
      plan_of({"--input-tokens", "uniform:10..20", "--output-tokens", "7", "--shared-prefix-tokens", "8", "--prefixes",
               "3", "--turns", "2", "--images", "1", "--image-size", "64x32", "--dataset-seed", "9"});
  REQUIRE(plan.ok());
  CHECK(plan->synthetic->input_tokens.text() == "uniform:10..20");
  CHECK(plan->synthetic->shared_prefix_tokens == 8);
  CHECK(plan->synthetic->prefixes == 3);
  CHECK(plan->synthetic->turns == 2);
  CHECK(plan->output_tokens->largest() == 7);
  CHECK(plan->images.count == 1);
  CHECK(plan->images.width == 64);
  CHECK(plan->images.height == 32);
  CHECK(plan->seed == 9);
}

TEST_CASE("tokens are counted in the model's encoding unless one is named") {
  CHECK(plan_of({})->encoding == Encoding::o200k_base);
  CHECK(plan_of({}, "gpt-4")->encoding == Encoding::cl100k_base);
  CHECK(plan_of({"--encoding", "r50k_base"}, "gpt-4")->encoding == Encoding::r50k_base);
}

TEST_CASE("runs without a seed differ, so that no server knows their prompts already") {
  CHECK(plan_of({"--input-tokens", "5"})->seed != plan_of({"--input-tokens", "5"})->seed);
}

TEST_CASE("flags that contradict or need each other are refused, both by name") {
  const auto refused = [](std::vector<const char*> arguments, const char* first, const char* second) {
    const auto plan = plan_of(std::move(arguments));
    REQUIRE_FALSE(plan.ok());
    CHECK_MESSAGE(plan.error().message.find(first) != std::string::npos, plan.error().message);
    CHECK_MESSAGE(plan.error().message.find(second) != std::string::npos, plan.error().message);
  };
  refused({"--prompt", "x", "--dataset", "f"}, "--prompt", "--dataset");
  refused({"--prompt", "x", "--input-tokens", "5"}, "--prompt", "--input-tokens");
  refused({"--dataset", "f", "--input-tokens", "5"}, "--dataset", "--input-tokens");
  refused({"--dataset-format", "csv"}, "--dataset-format", "--dataset,");
  refused({"--dataset-prompt-field", "q"}, "--dataset-prompt-field", "--dataset,");
  refused({"--dataset-image-field", "q", "--prompt", "x"}, "--dataset-image-field", "--dataset,");
  refused({"--shared-prefix-tokens", "5"}, "--shared-prefix-tokens", "--input-tokens");
  refused({"--turns", "5"}, "--turns", "--input-tokens");
  refused({"--prefixes", "5", "--input-tokens", "9"}, "--prefixes", "--shared-prefix-tokens");
  refused({"--shared-prefix-tokens", "10", "--input-tokens", "9"}, "--shared-prefix-tokens", "--input-tokens");
  refused({"--image-size", "5x5"}, "--image-size", "--images");
}

TEST_CASE("a bad value names its flag") {
  CHECK(plan_of({"--input-tokens", "many"}).error().message.starts_with("--input-tokens: 'many'"));
  CHECK(plan_of({"--output-tokens", "0"}).error().message.starts_with("--output-tokens: '0'"));
  for (const char* size : {"5", "x", "0x5", "5x0", "5000x5", "5x5x5", "axb", "-1x5"}) {
    CHECK(plan_of({"--images", "1", "--image-size", size}).error().message.starts_with("--image-size: '"));
  }
  CHECK(plan_of({"--dataset-format", "xml"}).error().message.find("allowed: auto, json") != std::string::npos);
}
