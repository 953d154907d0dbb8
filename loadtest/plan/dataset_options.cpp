#include "loadtest/plan/dataset_options.h"

#include <algorithm>
#include <utility>

#include "common/config/text_values.h"
#include "common/text/models.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kGroup = "Dataset";
constexpr std::int64_t kMostPixels = 4096;  // of each side

// A seed that --dataset-seed takes, and that readers of a result's JSON keep to its last digit: of 53 bits.
std::uint64_t own_seed() { return random_seed() >> 11; }

constexpr Encoding kEncodings[] = {Encoding::r50k_base, Encoding::p50k_base, Encoding::cl100k_base,
                                   Encoding::o200k_base, Encoding::o200k_harmony};

Error needs(const std::string& flag, const std::string& other) {
  return invalid(flag + " is for " + other + ", which is not given");
}

Result<TokenLengths> lengths_of(const std::string& flag, const std::string& text) {
  auto lengths = TokenLengths::parse(text);
  if (!lengths) return Error{lengths.error().code, flag + ": " + lengths.error().message};
  return lengths;
}

}  // namespace

EncodingOption::EncodingOption(OptionSet& options) {
  std::vector<std::string> choices{"auto"};
  for (const Encoding encoding : kEncodings) choices.emplace_back(encoding_name(encoding));
  options.add(name_,
              {.name = "encoding",
               .help = "What prompt tokens are counted in; auto: the model's, o200k_base for one that is unknown",
               .choices = std::move(choices),
               .group = kGroup});
}

Encoding EncodingOption::encoding(std::string_view model) const {
  for (const Encoding encoding : kEncodings) {
    if (encoding_name(encoding) == name_) return encoding;
  }
  return encoding_of_model(model);
}

DatasetFileOptions::DatasetFileOptions(OptionSet& options) {
  std::vector<std::string> choices(kDatasetFormatNames.begin(), kDatasetFormatNames.end());
  options.add(format_, {.name = "dataset-format",
                        .help = "How the file is read; auto: by its extension, else by its content",
                        .choices = std::move(choices),
                        .group = kGroup});
  const auto add_field = [&](std::string& target, const char* name, const char* help) {
    options.add(target, {.name = name, .help = help, .value_name = "NAME", .group = kGroup});
  };
  add_field(fields_.prompt, "dataset-prompt-field",
            "Field that holds the prompt or the messages; by default messages, conversations, prompt, question, "
            "instruction (with input), text, input, content or query, whichever comes first");
  add_field(fields_.system, "dataset-system-field",
            "Field that holds the system message; by default system or system_prompt");
  add_field(fields_.output_tokens, "dataset-output-tokens-field",
            "Field that holds the longest reply in tokens; by default output_tokens, max_completion_tokens or "
            "max_tokens");
  add_field(fields_.image, "dataset-image-field",
            "Field that holds the URL of an image, or an array of them; by default image, images or image_url");
}

DatasetFilePlan DatasetFileOptions::plan(const std::string& path) const {
  DatasetFilePlan plan{.path = path, .fields = fields_};
  const auto* const format = std::find(kDatasetFormatNames.begin(), kDatasetFormatNames.end(), format_);
  plan.format = static_cast<DatasetFormat>(format - kDatasetFormatNames.begin());
  return plan;
}

std::string_view DatasetFileOptions::given() const {
  if (format_ != "auto") return "--dataset-format";
  if (!fields_.prompt.empty()) return "--dataset-prompt-field";
  if (!fields_.system.empty()) return "--dataset-system-field";
  if (!fields_.output_tokens.empty()) return "--dataset-output-tokens-field";
  if (!fields_.image.empty()) return "--dataset-image-field";
  return {};
}

SyntheticOptions::SyntheticOptions(OptionSet& options, std::optional<std::string> input_tokens)
    : input_tokens_(std::move(input_tokens)) {
  options.add(input_tokens_,
              {.name = "input-tokens",
               .help = "Make prompts of exactly so many tokens: N, uniform:MIN..MAX, normal:MEAN,STDDEV, "
                       "lognormal:MEAN,STDDEV, empirical:FILE[:COLUMN] or quantiles:P=N,...",
               .value_name = "LENGTHS",
               .group = kGroup});
  options.add(output_tokens_, {.name = "output-tokens",
                               .help = "Longest reply of each request, drawn from a distribution as above",
                               .value_name = "LENGTHS",
                               .group = kGroup});
  options.add(shared_prefix_tokens_, {.name = "shared-prefix-tokens",
                                      .help = "With --input-tokens: how many of them are the same in every prompt",
                                      .minimum = 1,
                                      .maximum = TokenLengths::kMost,
                                      .group = kGroup});
  options.add(prefixes_, {.name = "prefixes",
                          .help = "With --shared-prefix-tokens: how many different prefixes there are (default 1)",
                          .minimum = 1,
                          .maximum = 1'000'000'000,
                          .group = kGroup});
  options.add(turns_, {.name = "turns",
                       .help = "With --input-tokens: user messages of each conversation (default 1)",
                       .minimum = 1,
                       .maximum = 100,
                       .group = kGroup});
  options.add(images_, {.name = "images",
                        .help = "Images of random colours that are added to every prompt",
                        .minimum = 0,
                        .maximum = 16,
                        .group = kGroup});
  options.add(image_size_, {.name = "image-size",
                            .help = "With --images: their size in pixels (default 512x512)",
                            .value_name = "WIDTHxHEIGHT",
                            .group = kGroup});
  options.add(seed_, {.name = "dataset-seed",
                      .help = "The same seed gives the same prompts, lengths and images; by default each run has its "
                              "own, so that no server remembers the last one's",
                      .minimum = 0,
                      .group = kGroup});
}

Status SyntheticOptions::fill(DatasetPlan& plan) const {
  if (output_tokens_) {
    auto lengths = lengths_of("--output-tokens", *output_tokens_);
    if (!lengths) return lengths.error();
    plan.output_tokens = std::move(*lengths);
  }
  plan.seed = seed_ ? static_cast<std::uint64_t>(*seed_) : own_seed();
  if (auto status = fill_images(plan); !status) return status;
  return fill_prompts(plan);
}

Status SyntheticOptions::fill_prompts(DatasetPlan& plan) const {
  if (!input_tokens_) {
    if (shared_prefix_tokens_) return needs("--shared-prefix-tokens", "--input-tokens");
    if (prefixes_) return needs("--prefixes", "--shared-prefix-tokens");
    if (turns_) return needs("--turns", "--input-tokens");
    return success();
  }
  if (prefixes_ && !shared_prefix_tokens_) return needs("--prefixes", "--shared-prefix-tokens");
  auto lengths = lengths_of("--input-tokens", *input_tokens_);
  if (!lengths) return lengths.error();
  if (shared_prefix_tokens_.value_or(0) > lengths->largest()) {
    return invalid("--shared-prefix-tokens " + std::to_string(*shared_prefix_tokens_) +
                   " is more than any prompt of --input-tokens " + *input_tokens_ + ", which it is a part of");
  }
  plan.synthetic = SyntheticPlan{.input_tokens = std::move(*lengths),
                                 .shared_prefix_tokens = shared_prefix_tokens_.value_or(0),
                                 .prefixes = prefixes_.value_or(1),
                                 .turns = turns_.value_or(1)};
  return success();
}

Status SyntheticOptions::fill_images(DatasetPlan& plan) const {
  plan.images.count = images_;
  if (!image_size_) return success();
  if (images_ == 0) return needs("--image-size", "--images");
  const std::size_t cross = image_size_->find('x');
  const auto width = parse_integer(std::string_view(*image_size_).substr(0, cross));
  const auto height = parse_integer(cross == std::string::npos ? "" : std::string_view(*image_size_).substr(cross + 1));
  const auto fits = [](const Result<std::int64_t>& side) { return side && *side >= 1 && *side <= kMostPixels; };
  if (!fits(width) || !fits(height)) {
    return invalid("--image-size: '" + *image_size_ + "' is wrong; expected WIDTHxHEIGHT such as 512x512, each 1 to " +
                   std::to_string(kMostPixels));
  }
  plan.images.width = *width;
  plan.images.height = *height;
  return success();
}

DatasetOptions::DatasetOptions(OptionSet& options)
    : file_(add_sources(options)), synthetic_(options), encoding_(options) {}

// Their flags come first in the help.
OptionSet& DatasetOptions::add_sources(OptionSet& options) {
  options.add(prompts_, {.name = "prompt", .help = "The user's message; several are used in turn", .group = kGroup});
  options.add(path_, {.name = "dataset",
                      .help = "File with prompts or conversations, used in turn, again and again: JSON, JSONL, CSV, "
                              "ShareGPT or plain text",
                      .value_name = "FILE",
                      .group = kGroup});
  options.add_document("dataset_records",
                       "What a dataset's file would hold: an array of prompts, or of objects; used when no flag says "
                       "what is sent",
                       [this](const nlohmann::json& records) { return read_records(records); });
  return options;
}

// A record a line, so that the number of a line is that of a record.
Status DatasetOptions::read_records(const nlohmann::json& records) {
  if (!records.is_array() || records.empty()) return invalid("expected an array of at least one record");
  std::string lines;
  for (const auto& record : records) lines += record.dump() + "\n";
  records_ = std::make_shared<const std::string>(std::move(lines));
  return success();
}

Status DatasetOptions::check_source() const {
  if (!prompts_.empty() && !path_.empty()) return invalid("--prompt and --dataset exclude each other");
  if (!prompts_.empty() && synthetic_.wanted()) return invalid("--prompt and --input-tokens exclude each other");
  if (!path_.empty() && synthetic_.wanted()) return invalid("--dataset and --input-tokens exclude each other");
  if (path_.empty() && !records_ && !file_.given().empty()) return needs(std::string(file_.given()), "--dataset");
  return success();
}

Result<DatasetPlan> DatasetOptions::plan(std::string_view model) const {
  if (auto status = check_source(); !status) return status.error();
  DatasetPlan plan;
  if (!prompts_.empty()) plan.prompts = prompts_;
  if (!path_.empty()) {
    plan.file = file_.plan(path_);
  } else if (records_ && prompts_.empty() && !synthetic_.wanted()) {
    plan.file = file_.plan("dataset_records");
    plan.file->format = DatasetFormat::jsonl;
    plan.file->content = records_;
  }
  plan.encoding = encoding_.encoding(model);
  if (auto status = synthetic_.fill(plan); !status) return status.error();
  return plan;
}

}  // namespace oaisim::loadtest
