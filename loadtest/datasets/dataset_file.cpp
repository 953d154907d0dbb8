#include "loadtest/datasets/dataset_file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "common/text/text_file.h"
#include "loadtest/datasets/record_sample.h"
#include "loadtest/datasets/records.h"

namespace oaisim::loadtest {
namespace {

DatasetFormat format_of(const DatasetFilePlan& plan, std::string_view text) {
  if (plan.format != DatasetFormat::automatic) return plan.format;
  std::string extension = std::filesystem::path(plan.path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (extension == ".csv") return DatasetFormat::csv;
  if (extension == ".jsonl" || extension == ".ndjson") return DatasetFormat::jsonl;
  if (extension == ".txt") return DatasetFormat::text;
  const DatasetFormat content = format_of_content(text);
  return extension == ".json" && content == DatasetFormat::text ? DatasetFormat::json : content;
}

std::int64_t prompt_tokens(const Sample& sample, const Tokenizer& tokenizer) {
  std::size_t tokens = 0;
  for (const auto& turn : sample.turns) tokens += tokenizer.count(turn.user);
  return static_cast<std::int64_t>(tokens);
}

// Nothing: the record is left out.
Result<std::optional<Sample>> read_sample(const Record& record, const DatasetPlan& plan) {
  if (plan.plain_records && plan.file->fields.prompt.empty()) {
    return std::optional(Sample{.record = std::string(record.text)});
  }
  auto sample = sample_of(record.value, *plan.file);
  if (!sample || !*sample) return sample;
  (*sample)->prompt_tokens = prompt_tokens(**sample, Tokenizer::of(plan.encoding));
  if (plan.plain_records) (*sample)->record = record.text;
  return sample;
}

// Where a record is: the line of a file, also its number in an array, whose records may share a line.
Error record_error(const DatasetFilePlan& plan, bool is_array, const Records& records, std::size_t number,
                   const std::string& problem) {
  const std::string record = "record " + std::to_string(number) + ": ";
  if (plan.content != nullptr) return invalid(record + problem);
  if (!is_array) return text_file_error(plan.path, records.line(), problem);
  return invalid("'" + plan.path + "', line " + std::to_string(records.line()) + ", " + record + problem);
}

Error empty_dataset(const std::string& path, std::size_t left_out) {
  if (left_out == 0) return invalid("'" + path + "' is empty; expected at least one record");
  return invalid("'" + path + "' has " + std::to_string(left_out) +
                 " conversations, and in none of them the user says anything");
}

}  // namespace

Result<DatasetFile> read_dataset_file(const DatasetPlan& plan) {
  const std::string& path = plan.file->path;
  auto content = plan.file->content;
  if (content == nullptr) {
    auto text = read_text_file(path, kMostFileBytes);
    if (!text) return text.error();
    content = std::make_shared<const std::string>(std::move(*text));
  }
  const DatasetFormat format = format_of(*plan.file, *content);
  const bool is_lines = format != DatasetFormat::json && format != DatasetFormat::sharegpt;
  const bool is_array = !is_lines && format_of_content(*content) != DatasetFormat::jsonl;
  const auto records = records_of(*content, format);
  std::vector<Sample> samples;
  Record record;
  std::size_t left_out = 0;
  for (std::size_t number = 1;; ++number) {
    const auto wrong = [&](const std::string& problem) {
      return record_error(*plan.file, is_array, *records, number, problem);
    };
    const auto more = records->next(record);
    if (!more) return wrong(more.error().message);
    if (!*more) break;
    auto sample = read_sample(record, plan);
    if (!sample) return wrong(sample.error().message);
    if (samples.size() == kMostRecords) {
      return wrong("more than " + std::to_string(kMostRecords) + " records, the most that are read");
    }
    if (*sample) {
      samples.push_back(std::move(**sample));
    } else {
      ++left_out;
    }
  }
  if (samples.empty()) return empty_dataset(path, left_out);
  return DatasetFile{.samples = std::move(samples), .format = format};
}

}  // namespace oaisim::loadtest
