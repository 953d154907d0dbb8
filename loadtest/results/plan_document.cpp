#include "loadtest/results/plan_document.h"

#include <algorithm>
#include <array>

namespace oaisim::loadtest {
namespace {

constexpr std::uint64_t kMostPrompts = 100'000;
constexpr std::size_t kMostStages = 10'000;
constexpr std::uint64_t kMostThreads = 100'000;
constexpr std::array<std::string_view, 3> kShapes{"closed_loop", "paced_users", "open_loop"};
constexpr std::array<std::string_view, 4> kArrivals{"constant", "poisson", "gamma", "trace"};
constexpr std::array<std::string_view, 2> kHistories{"replies", "recorded"};

// A value that is null when the load has no such thing.
std::int64_t read_count(const DocumentField& field) { return field.is_null() ? 0 : field.signed_count(); }
double read_number(const DocumentField& field) { return field.is_null() ? 0 : field.number(); }

std::optional<std::int64_t> read_optional_count(const DocumentField& field) {
  if (field.is_null()) return std::nullopt;
  return field.signed_count();
}

// One of an enumeration's names; the first one with a problem when it is none.
template <typename Enum, std::size_t N>
Enum read_name(const DocumentField& field, const std::array<std::string_view, N>& names) {
  const std::string name = field.text();
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<Enum>(found - names.begin());
  field.fail("'" + name + "' is not known");
  return Enum{};
}

std::vector<Stage> read_stages(const DocumentField& field) {
  std::vector<Stage> stages;
  for (const auto& item : field.items(kMostStages)) {
    const DocumentField length = item["length_s"];
    stages.push_back({.length = length.is_null() ? kForever : length.seconds(),
                      .from = item["from"].number(),
                      .to = item["to"].number()});
  }
  return stages;
}

// Older documents tell the mean alone.
RandomDuration read_think_time(const DocumentField& load) {
  const DocumentField mean = load["think_time_s"];
  if (mean.is_null()) return {};
  if (!load.has("think_time")) return mean.seconds();
  const DocumentField field = load["think_time"];
  const auto think_time = RandomDuration::parse(field.text());
  if (think_time) return *think_time;
  field.fail("is no duration: " + think_time.error().message);
  return {};
}

TracePlan read_trace(const DocumentField& field) {
  return {.path = field["path"].text(), .scale = field["scale"].number()};
}

LoadPlan read_load(const DocumentField& field) {
  LoadPlan load;
  load.shape = read_name<LoadShape>(field["shape"], kShapes);
  load.users = read_count(field["users"]);
  load.spawn_rate = read_number(field["spawn_rate_per_second"]);
  load.think_time = read_think_time(field);
  load.requests_per_second = read_number(field["rate_per_second"]);
  if (const auto kind = field["arrivals"]; !kind.is_null()) load.arrivals = read_name<ArrivalKind>(kind, kArrivals);
  if (const auto shape = field["burstiness"]; !shape.is_null()) load.burstiness = shape.number();
  if (field.has("trace") && !field["trace"].is_null()) load.trace = read_trace(field["trace"]);
  if (const auto burst = field["burst"]; !burst.is_null()) load.burst = burst.signed_count();
  load.stages = read_stages(field["stages"]);
  load.seed = field["seed"].count();
  load.max_connections = read_count(field["max_connections"]);
  if (const auto duration = field["duration_s"]; !duration.is_null()) load.duration = duration.seconds();
  load.requests = read_optional_count(field["requests"]);
  load.warmup = field["warmup_s"].seconds();
  load.cooldown = field["cooldown_s"].seconds();
  return load;
}

Api read_api(const DocumentField& field) {
  const std::string name = field.text();
  for (const auto& traits : kApis) {
    if (traits.name == name) return traits.api;
  }
  field.fail("'" + name + "' is no API that is known");
  return Api::chat;
}

Target read_target(const DocumentField& field) {
  Target target;
  const DocumentField url_field = field["url"];
  const std::string url = url_field.text();
  const auto parsed = parse_http_url(url);
  if (!parsed) return url_field.fail("is no address: " + parsed.error().message), target;
  target.url = *parsed;
  const auto path = url.find('/', url.find("://") + 3);
  target.path_and_query = path == std::string::npos ? "" : url.substr(path);
  target.flavor = field["api"].text() == "azure" ? ApiFlavor::azure : ApiFlavor::openai;
  target.api = read_api(field["protocol"]);
  target.model = field["model"].text();
  target.deployment = field["deployment"].text();
  return target;
}

std::string read_text(const DocumentField& field) { return field.is_null() ? "" : field.text(); }

DatasetFacts::File read_file(const DocumentField& field) {
  const DocumentField fields = field["fields"];
  return {.path = field["path"].text(),
          .format = read_name<DatasetFormat>(field["format"], kDatasetFormatNames),
          .fields = {.prompt = read_text(fields["prompt"]),
                     .system = read_text(fields["system"]),
                     .output_tokens = read_text(fields["output_tokens"]),
                     .image = read_text(fields["image"])}};
}

}  // namespace

DatasetFacts read_dataset(const DocumentField& plan) {
  DatasetFacts facts;
  if (!plan.has("dataset")) return facts;
  const DocumentField field = plan["dataset"];
  facts.kind = read_name<DatasetKind>(field["kind"], kDatasetKindNames);
  if (const auto records = field["records"]; !records.is_null()) facts.records = records.count();
  if (const auto file = field["file"]; !file.is_null()) facts.file = read_file(file);
  facts.json_path = read_text(field["json_path"]);
  if (const auto made = field["synthetic"]; !made.is_null()) {
    facts.synthetic = DatasetFacts::Synthetic{.input_tokens = made["input_tokens"].text(),
                                              .shared_prefix_tokens = made["shared_prefix_tokens"].signed_count(),
                                              .prefixes = made["prefixes"].signed_count(),
                                              .turns = made["turns"].signed_count()};
  }
  facts.history = read_name<History>(field["history"], kHistories);
  facts.output_tokens = read_text(field["output_tokens"]);
  if (const auto images = field["images"]; !images.is_null()) {
    facts.images = {.count = images["count"].signed_count(),
                    .width = images["width"].signed_count(),
                    .height = images["height"].signed_count()};
  }
  facts.encoding = field["encoding"].text();
  if (const auto seed = field["seed"]; !seed.is_null()) facts.seed = seed.count();
  return facts;
}

RunPlan read_plan(const DocumentField& field) {
  RunPlan plan;
  plan.name = field["name"].text();
  plan.target = read_target(field);
  plan.load = read_load(field["load"]);
  plan.request.stream = field["stream"].flag();
  plan.request.max_tokens = read_optional_count(field["max_tokens"]);
  plan.dataset.prompts.resize(std::min(field["prompts"].count(), kMostPrompts));
  plan.retry.on_429 = field["retry_429"].flag();
  plan.threads = static_cast<int>(std::min(field["threads"].count(), kMostThreads));
  plan.time_scale = field["time_scale"].number();
  if (plan.time_scale <= 0) field["time_scale"].fail("is not above 0");
  return plan;
}

}  // namespace oaisim::loadtest
