#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string_view>

#include "common/config/options.h"
#include "loadtest/commands/commands.h"
#include "loadtest/commands/dataset_summary.h"
#include "loadtest/commands/new_file.h"
#include "loadtest/datasets/dataset_writer.h"
#include "loadtest/plan/dataset_options.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kHelp =
    R"(oaisim-load dataset - Makes datasets and shows what is in them.

Usage: oaisim-load dataset generate -n 1000 -o FILE [options]
       oaisim-load dataset show FILE [options]

`oaisim-load dataset generate --help` and `oaisim-load dataset show --help` list the options.
)";

constexpr std::int64_t kMostGenerated = 1'000'000'000;

int usage_error(std::string_view command, const Error& error) {
  std::cerr << "oaisim-load dataset " << command << ": " << error.message << '\n';
  return kExitUsage;
}

DatasetFormat format_of(std::string_view name) {
  if (name == "json") return DatasetFormat::json;
  if (name == "csv") return DatasetFormat::csv;
  return name == "sharegpt" ? DatasetFormat::sharegpt : DatasetFormat::jsonl;
}

// What a format cannot hold is refused rather than left out.
Status check_format(const std::string& format, const DatasetPlan& plan) {
  if (format == "csv" && plan.synthetic->turns > 1) return invalid("--format csv has one turn a row, not --turns");
  if (format == "csv" && plan.images.count > 1) return invalid("--format csv has one image a row, not more --images");
  if (format == "sharegpt" && plan.images.count > 0) return invalid("--format sharegpt has no place for --images");
  return success();
}

Status write_to(const std::string& path, bool replace, const Dataset& dataset, std::int64_t count,
                DatasetFormat format) {
  const auto samples = static_cast<std::uint64_t>(count);
  if (path == "-") {
    write_dataset(dataset, samples, format, std::cout);
    if (std::cout) return success();
    return Error{ErrorCode::io, std::string("cannot write to standard output: ") + std::strerror(errno)};
  }
  NewFile file(path);
  if (auto status = file.open(replace); !status) return status;
  write_dataset(dataset, samples, format, file.stream());
  return file.commit();
}

int generate(int argc, const char* const* argv) {
  OptionSet options("oaisim-load dataset generate", "Writes prompts of exact token counts.");
  std::int64_t count = 1000;
  std::string path;
  std::string format = "jsonl";
  bool force = false;
  options.add(count, {.name = "count",
                      .short_name = "n",
                      .help = "How many samples",
                      .minimum = 1,
                      .maximum = kMostGenerated,
                      .group = "Output"});
  options.add(path, {.name = "output",
                     .short_name = "o",
                     .help = "Where they go; - is standard output",
                     .value_name = "FILE",
                     .group = "Output"});
  options.add(
      format,
      {.name = "format", .help = "Of the file", .choices = {"jsonl", "json", "csv", "sharegpt"}, .group = "Output"});
  options.add(force, {.name = "force", .help = "Replace a file that exists", .group = "Output"});
  const SyntheticOptions synthetic(options, "512");
  const EncodingOption encoding(options);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error("generate", outcome.error());
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (path.empty()) return usage_error("generate", invalid("--output is missing: where the samples go, or -"));

  DatasetPlan plan;
  plan.encoding = encoding.encoding({});
  if (auto status = synthetic.fill(plan); !status) return usage_error("generate", status.error());
  if (auto status = check_format(format, plan); !status) return usage_error("generate", status.error());
  const auto dataset = open_dataset(plan);
  if (!dataset) return usage_error("generate", dataset.error());
  const auto written = write_to(path, force, **dataset, count, format_of(format));
  return written ? kExitPassed : usage_error("generate", written.error());
}

int show(int argc, const char* const* argv) {
  OptionSet options("oaisim-load dataset show", "Shows what is in a dataset: its size, its lengths, its beginning.");
  std::vector<std::string> paths;
  std::int64_t first = 3;
  options.allow_positional(paths, "FILE", "The dataset");
  options.add(first, {.name = "first",
                      .short_name = "n",
                      .help = "How many samples are shown",
                      .minimum = 0,
                      .maximum = 1000,
                      .group = "Dataset"});
  const DatasetFileOptions file(options);
  const EncodingOption encoding(options);
  const auto outcome = options.parse(argc, argv);
  if (!outcome) return usage_error("show", outcome.error());
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (paths.size() != 1) return usage_error("show", invalid("expected one FILE"));

  DatasetPlan plan;
  plan.file = file.plan(paths.front());
  plan.encoding = encoding.encoding({});
  const auto dataset = open_dataset(plan);
  if (!dataset) return usage_error("show", dataset.error());
  summarize_dataset(**dataset, static_cast<std::uint64_t>(first), std::cout);
  return kExitPassed;
}

}  // namespace

int dataset_command(int argc, const char* const* argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  if (name == "generate") return generate(argc - 1, argv + 1);
  if (name == "show") return show(argc - 1, argv + 1);
  if (name == "--help" || name == "-h" || name == "help") return std::cout << kHelp, kExitPassed;
  std::cerr << "oaisim-load dataset: " << (name.empty() ? "a command is missing" : "unknown command '")
            << (name.empty() ? "" : std::string(name) + "'") << "; allowed: generate, show\n";
  return kExitUsage;
}

}  // namespace oaisim::loadtest
