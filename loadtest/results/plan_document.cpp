#include "loadtest/results/plan_document.h"

#include <algorithm>
#include <array>

namespace oaisim::loadtest {
namespace {

constexpr std::uint64_t kMostPrompts = 100'000;
constexpr std::uint64_t kMostThreads = 100'000;
constexpr std::array<std::string_view, 3> kShapes{"closed_loop", "paced_users", "constant_rate"};

// A value that is null when the load has no such thing.
std::int64_t read_count(const DocumentField& field) { return field.is_null() ? 0 : field.signed_count(); }
double read_number(const DocumentField& field) { return field.is_null() ? 0 : field.number(); }

std::optional<std::int64_t> read_optional_count(const DocumentField& field) {
  if (field.is_null()) return std::nullopt;
  return field.signed_count();
}

LoadShape read_shape(const DocumentField& field) {
  const std::string name = field.text();
  const auto* const found = std::find(kShapes.begin(), kShapes.end(), name);
  if (found != kShapes.end()) return static_cast<LoadShape>(found - kShapes.begin());
  field.fail("is no known shape of a load");
  return LoadShape::closed_loop;
}

LoadPlan read_load(const DocumentField& field) {
  LoadPlan load;
  load.shape = read_shape(field["shape"]);
  load.users = read_count(field["users"]);
  load.spawn_rate = read_number(field["spawn_rate_per_second"]);
  if (const auto think = field["think_time_s"]; !think.is_null()) load.think_time = think.seconds();
  load.requests_per_second = read_number(field["rate_per_second"]);
  load.max_connections = read_count(field["max_connections"]);
  if (const auto duration = field["duration_s"]; !duration.is_null()) load.duration = duration.seconds();
  load.requests = read_optional_count(field["requests"]);
  load.warmup = field["warmup_s"].seconds();
  return load;
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
  target.model = field["model"].text();
  target.deployment = field["deployment"].text();
  return target;
}

}  // namespace

RunPlan read_plan(const DocumentField& field) {
  RunPlan plan;
  plan.name = field["name"].text();
  plan.target = read_target(field);
  plan.load = read_load(field["load"]);
  plan.request.stream = field["stream"].flag();
  plan.request.max_tokens = read_optional_count(field["max_tokens"]);
  plan.request.prompts.resize(std::min(field["prompts"].count(), kMostPrompts));
  plan.retry.on_429 = field["retry_429"].flag();
  plan.threads = static_cast<int>(std::min(field["threads"].count(), kMostThreads));
  plan.time_scale = field["time_scale"].number();
  if (plan.time_scale <= 0) field["time_scale"].fail("is not above 0");
  return plan;
}

}  // namespace oaisim::loadtest
