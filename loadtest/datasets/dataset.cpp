#include "loadtest/datasets/dataset.h"

#include <utility>
#include <vector>

#include "common/text/utf8.h"
#include "loadtest/datasets/additions.h"
#include "loadtest/datasets/dataset_file.h"
#include "loadtest/datasets/sample_list.h"
#include "loadtest/datasets/synthetic_dataset.h"
#include "loadtest/datasets/synthetic_text.h"

namespace oaisim::loadtest {
namespace {

using DatasetPointer = std::shared_ptr<const Dataset>;
using DatasetResult = Result<DatasetPointer>;

DatasetResult open_synthetic(const DatasetPlan& plan) {
  if (!has_synthetic_words(plan.encoding)) {
    return invalid("--input-tokens: the words are not single tokens in " + std::string(encoding_name(plan.encoding)));
  }
  return DatasetPointer(std::make_shared<const SyntheticDataset>(*plan.synthetic, plan.seed));
}

DatasetResult open_file(const DatasetPlan& plan) {
  auto file = read_dataset_file(plan);
  if (!file) {
    const std::string where = plan.file->content == nullptr ? "--dataset: " : "--config: of the file's dataset, ";
    return Error{file.error().code, where + file.error().message};
  }
  return DatasetPointer(std::make_shared<const SampleList>(std::move(file->samples), file->format));
}

DatasetResult open_prompts(const DatasetPlan& plan) {
  std::vector<Sample> samples;
  for (const auto& given : plan.prompts) {
    const std::string prompt = repair_utf8(given);
    const auto tokens = static_cast<std::int64_t>(Tokenizer::of(plan.encoding).count(prompt));
    samples.push_back({.turns = {{.user = prompt}}, .prompt_tokens = tokens});
  }
  if (samples.empty()) return invalid("--prompt: expected at least one");
  return DatasetPointer(std::make_shared<const SampleList>(std::move(samples)));
}

}  // namespace

DatasetResult open_dataset(const DatasetPlan& plan) {
  auto dataset = plan.synthetic ? open_synthetic(plan) : plan.file ? open_file(plan) : open_prompts(plan);
  if (dataset && plan.images.count > 0) dataset = with_images(std::move(*dataset), plan.images, plan.seed);
  if (dataset && plan.output_tokens) {
    return with_output_tokens(std::move(*dataset), *plan.output_tokens, plan.seed);
  }
  return dataset;
}

}  // namespace oaisim::loadtest
