#include "loadtest/datasets/dataset_writer.h"

#include <fstream>
#include <sstream>

#include "loadtest/datasets/sample_list.h"
#include "tests/unit/loadtest/datasets/dataset_fixture.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// What is read back from what was written.
std::vector<Sample> through_file(const Dataset& dataset, std::uint64_t count, DatasetFormat format) {
  std::ostringstream out;
  write_dataset(dataset, count, format, out);
  const auto plan = file_plan(out.str(), format == DatasetFormat::csv     ? ".csv"
                                         : format == DatasetFormat::jsonl ? ".jsonl"
                                                                          : ".json");
  const auto read = opened(plan);
  std::vector<Sample> samples;
  for (std::uint64_t i = 0; i < read->size(); ++i) samples.push_back(read->at(i));
  return samples;
}

void check_round_trip(const Dataset& dataset, std::uint64_t count, DatasetFormat format) {
  const auto samples = through_file(dataset, count, format);
  REQUIRE(samples.size() == count);
  for (std::uint64_t i = 0; i < count; ++i) CHECK(samples[i] == dataset.at(i));
}

}  // namespace

TEST_CASE("samples that are written are read back with the same token counts") {
  DatasetPlan plan;
  plan.synthetic = SyntheticPlan{.input_tokens = *TokenLengths::parse("uniform:1..300"), .shared_prefix_tokens = 20};
  plan.output_tokens = *TokenLengths::parse("normal:100,20");
  for (const auto format : {DatasetFormat::jsonl, DatasetFormat::json, DatasetFormat::csv, DatasetFormat::sharegpt}) {
    check_round_trip(*opened(plan), 50, format);
  }
  plan.images = {.count = 1, .width = 8, .height = 8};
  check_round_trip(*opened(plan), 5, DatasetFormat::csv);
  plan.images.count = 2;
  plan.synthetic->turns = 3;
  check_round_trip(*opened(plan), 5, DatasetFormat::jsonl);
  check_round_trip(*opened(plan), 5, DatasetFormat::json);
  plan.images.count = 0;
  check_round_trip(*opened(plan), 5, DatasetFormat::sharegpt);
}

TEST_CASE("system messages, recorded replies and awkward texts survive") {
  const auto tokens = [](const char* text) {
    return static_cast<std::int64_t>(Tokenizer::of(Encoding::o200k_base).count(text));
  };
  const char* awkward = "a,\"b\"\r\n{c}\\ é 😀";
  const SampleList one(
      {{.system = "s", .turns = {{.user = awkward}}, .max_tokens = 5, .prompt_tokens = tokens(awkward)}});
  for (const auto format : {DatasetFormat::jsonl, DatasetFormat::json, DatasetFormat::csv, DatasetFormat::sharegpt}) {
    check_round_trip(one, 1, format);
  }
  const SampleList recorded({{.turns = {{.user = awkward, .recorded_reply = "r"}}, .prompt_tokens = tokens(awkward)}});
  check_round_trip(recorded, 1, DatasetFormat::jsonl);
  check_round_trip(recorded, 1, DatasetFormat::sharegpt);
}

TEST_CASE("a stream that fails ends the writing") {
  DatasetPlan plan;
  plan.synthetic = SyntheticPlan{};
  std::ofstream full("/dev/full");
  write_dataset(*opened(plan), 1'000'000'000, DatasetFormat::jsonl, full);
  CHECK_FALSE(full.good());
}
