#include "loadtest/results/dataset_facts.h"

#include <doctest/doctest.h>

#include "loadtest/report/json.h"
#include "loadtest/results/comparison.h"
#include "loadtest/results/merge_runs.h"
#include "loadtest/results/run_document.h"
#include "tests/unit/loadtest/report/sample_result.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

RunPlan plan_of(Api api = Api::chat) {
  RunPlan plan;
  plan.target.api = api;
  return plan;
}

DatasetFacts synthetic_facts(std::uint64_t seed = 42) {
  RunPlan plan = plan_of();
  plan.dataset.synthetic = SyntheticPlan{
      .input_tokens = *TokenLengths::parse("normal:512,128"), .shared_prefix_tokens = 64, .prefixes = 4, .turns = 3};
  plan.dataset.output_tokens = *TokenLengths::parse("uniform:1..9");
  plan.dataset.images = {.count = 2, .width = 64, .height = 32};
  plan.dataset.seed = seed;
  plan.request.history = History::recorded;
  return dataset_facts(plan);
}

DatasetFacts file_facts() {
  RunPlan plan = plan_of();
  plan.dataset.file = DatasetFilePlan{.path = "data/prompts.jsonl",
                                      .format = DatasetFormat::jsonl,
                                      .fields = {.prompt = "q", .system = "s", .output_tokens = "n", .image = "i"}};
  auto facts = dataset_facts(plan);
  facts.records = 500;
  return facts;
}

RunResult result_with(const DatasetFacts& facts) {
  RunResult result = sample_result();
  result.dataset = facts;
  return result;
}

}  // namespace

TEST_CASE("what was sent is told whole in one line") {
  CHECK(synthetic_facts().text() ==
        "made-up prompts of normal:512,128 tokens, 64 of them in 4 shared prefixes, 3 turns, recorded history, replies "
        "of at most uniform:1..9 tokens, 2 images of 64x32, counted in o200k_base, seed 42");
  CHECK(file_facts().text() ==
        "data/prompts.jsonl (jsonl), 500 records, prompts from 'q', system messages from 's', output tokens from 'n', "
        "images from 'i'");
  CHECK(dataset_facts(plan_of()).text() == "1 prompt");
  CHECK(DatasetFacts{}.text().empty());
}

TEST_CASE("a seed is told only where it draws something") {
  RunPlan plan = plan_of();
  plan.dataset.seed = 7;
  CHECK_FALSE(dataset_facts(plan).seed);
  plan.dataset.output_tokens = TokenLengths::fixed(5);
  CHECK(dataset_facts(plan).seed == 7);
}

TEST_CASE("plain HTTP sends records, a body or nothing, and never the prompt of chats") {
  RunPlan plan = plan_of(Api::http);
  CHECK(dataset_facts(plan).text() == "no body");
  plan.request.body = "{}";
  CHECK(dataset_facts(plan).text() == "one body");
  plan.request.body.reset();
  plan.request.json_path = "$.body";
  plan.dataset.file = DatasetFilePlan{.path = "dataset_records",
                                      .format = DatasetFormat::jsonl,
                                      .content = std::make_shared<const std::string>("{}\n")};
  CHECK(dataset_facts(plan).text() == "records of the configuration (jsonl), of each $.body");
}

TEST_CASE("what was sent is written into the plan and read back, whichever it is") {
  for (const auto& facts :
       {synthetic_facts(), file_facts(), dataset_facts(plan_of()), dataset_facts(plan_of(Api::http))}) {
    const auto result = result_with(facts);
    const auto read = parse_run(result_json(result).dump());
    REQUIRE_MESSAGE(read.ok(), (read ? "" : read.error().message));
    CHECK(read->dataset == facts);
    CHECK(result_json(*read) == result_json(result));
  }
}

TEST_CASE("a document from before it was told is read, and written as it was") {
  const auto old = result_with({});
  auto json = result_json(old);
  CHECK_FALSE(json["plan"].contains("dataset"));
  const auto read = parse_run(json.dump());
  REQUIRE(read.ok());
  CHECK(read->dataset.kind == DatasetKind::unknown);
  CHECK(result_json(*read) == json);
}

TEST_CASE("a file that a document names is never opened") {
  auto facts = synthetic_facts();
  facts.synthetic->input_tokens = "empirical:/nonexistent/lengths.txt";
  const auto read = parse_run(result_json(result_with(facts)).dump());
  REQUIRE(read.ok());
  CHECK(read->dataset.synthetic->input_tokens == "empirical:/nonexistent/lengths.txt");
}

TEST_CASE("runs that are merged keep what their datasets have in common") {
  const StoredRun runs[] = {{.name = "a", .result = result_with(synthetic_facts(1))},
                            {.name = "b", .result = result_with(synthetic_facts(2))}};
  StoredRun renamed = runs[1];
  renamed.result.id = "b";
  const auto merged = merge_runs(std::vector<StoredRun>{runs[0], renamed}, MergeOrder::parallel);
  REQUIRE(merged.ok());
  CHECK(merged->dataset.kind == DatasetKind::synthetic);
  CHECK_FALSE(merged->dataset.seed);
  CHECK(in_common(synthetic_facts(1), synthetic_facts(1)) == synthetic_facts(1));
  CHECK(in_common(synthetic_facts(), file_facts()) == DatasetFacts{});
}

TEST_CASE("a comparison notes that other things were sent, and no other seed") {
  const auto notes = [](const DatasetFacts& a, const DatasetFacts& b) {
    return compare(result_with(a), result_with(b), {}, {}, BootstrapPlan{.resamples = 100}).notes;
  };
  CHECK(notes(synthetic_facts(1), synthetic_facts(2)).empty());
  CHECK(notes(synthetic_facts(1), {}).empty());
  CHECK(notes(dataset_facts(plan_of()), file_facts()) ==
        std::vector<std::string>{"dataset is '1 prompt' and '" + file_facts().text() + "'"});
}
