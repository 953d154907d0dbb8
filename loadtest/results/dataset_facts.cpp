#include "loadtest/results/dataset_facts.h"

namespace oaisim::loadtest {
namespace {

DatasetKind kind_of(const RunPlan& plan) {
  const bool http = plan.target.api == Api::http;
  if (http && plan.request.body) return DatasetKind::body;
  if (!http && plan.dataset.synthetic) return DatasetKind::synthetic;
  if (plan.dataset.file) return plan.dataset.file->content ? DatasetKind::config : DatasetKind::file;
  return http ? DatasetKind::none : DatasetKind::prompts;
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string source_text(const DatasetFacts& facts) {
  const std::string format = facts.file ? " (" + std::string(name_of(facts.file->format)) + ")" : "";
  switch (facts.kind) {
    case DatasetKind::unknown:
      return {};
    case DatasetKind::prompts:
      return facts.records ? counted(*facts.records, "prompt") : "prompts";
    case DatasetKind::file:
      return (facts.file ? facts.file->path : "a file") + format;
    case DatasetKind::config:
      return "records of the configuration" + format;
    case DatasetKind::synthetic:
      return "made-up prompts";
    case DatasetKind::body:
      return "one body";
    case DatasetKind::none:
      return "no body";
  }
  return {};
}

std::string fields_text(const DatasetFields& fields) {
  std::string text;
  const auto add = [&](const char* name, const std::string& field) {
    if (!field.empty()) text += std::string(", ") + name + " from '" + field + "'";
  };
  add("prompts", fields.prompt);
  add("system messages", fields.system);
  add("output tokens", fields.output_tokens);
  add("images", fields.image);
  return text;
}

std::string synthetic_text(const DatasetFacts::Synthetic& made) {
  std::string text = " of " + made.input_tokens + " tokens";
  if (made.shared_prefix_tokens > 0) {
    text += ", " + std::to_string(made.shared_prefix_tokens) + " of them in " +
            (made.prefixes == 1 ? "a shared prefix" : std::to_string(made.prefixes) + " shared prefixes");
  }
  if (made.turns > 1) text += ", " + std::to_string(made.turns) + " turns";
  return text;
}

}  // namespace

std::string DatasetFacts::text() const {
  if (kind == DatasetKind::unknown) return {};
  std::string text = source_text(*this);
  if (synthetic) text += synthetic_text(*synthetic);
  if (file) {
    if (records) text += ", " + counted(*records, "record");
    text += fields_text(file->fields);
  }
  if (!json_path.empty()) text += ", of each " + json_path;
  if (history == History::recorded) text += ", recorded history";
  if (!output_tokens.empty()) text += ", replies of at most " + output_tokens + " tokens";
  if (images.count > 0) {
    text += ", " + counted(static_cast<std::uint64_t>(images.count), "image") + " of " + std::to_string(images.width) +
            "x" + std::to_string(images.height);
  }
  if (synthetic) text += ", counted in " + encoding;
  if (seed) text += ", seed " + std::to_string(*seed);
  return text;
}

DatasetFacts dataset_facts(const RunPlan& plan) {
  const DatasetPlan& dataset = plan.dataset;
  DatasetFacts facts{.kind = kind_of(plan), .history = plan.request.history};
  facts.encoding = encoding_name(dataset.encoding);
  if (facts.kind == DatasetKind::body || facts.kind == DatasetKind::none) return facts;
  if (facts.kind == DatasetKind::prompts) facts.records = dataset.prompts.size();
  if (facts.kind == DatasetKind::synthetic) {
    facts.synthetic = DatasetFacts::Synthetic{.input_tokens = dataset.synthetic->input_tokens.text(),
                                              .shared_prefix_tokens = dataset.synthetic->shared_prefix_tokens,
                                              .prefixes = dataset.synthetic->prefixes,
                                              .turns = dataset.synthetic->turns};
  } else if (dataset.file) {
    facts.file =
        DatasetFacts::File{.path = dataset.file->path, .format = dataset.file->format, .fields = dataset.file->fields};
  }
  facts.json_path = plan.request.json_path;
  if (dataset.output_tokens) facts.output_tokens = dataset.output_tokens->text();
  if (dataset.images.count > 0) facts.images = dataset.images;
  const bool is_drawn = facts.synthetic || dataset.output_tokens || dataset.images.count > 0;
  if (is_drawn) facts.seed = dataset.seed;
  return facts;
}

DatasetFacts in_common(const DatasetFacts& a, const DatasetFacts& b) {
  DatasetFacts first = a;
  DatasetFacts second = b;
  if (a.seed != b.seed) first.seed = second.seed = std::nullopt;
  return first == second ? first : DatasetFacts{};
}

}  // namespace oaisim::loadtest
