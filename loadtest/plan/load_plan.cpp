#include "loadtest/plan/load_plan.h"

#include <cstdio>

namespace oaisim::loadtest {
namespace {

std::string number(double value, const char* format = "%.1f") {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string number(std::int64_t value) {
  std::string text = std::to_string(value);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

std::string stages_text(const LoadPlan& load) {
  const auto unit = load.shape == LoadShape::open_loop ? LevelUnit::requests_per_second : LevelUnit::users;
  std::string text;
  for (const auto& stage : load.stages) text += (text.empty() ? "" : ", ") + stage_text(stage, unit);
  return text;
}

std::string open_loop_text(const LoadPlan& load) {
  static constexpr const char* kKinds[] = {"constant rate", "Poisson arrivals", "gamma arrivals", "trace"};
  std::string text = kKinds[static_cast<std::size_t>(load.arrivals)];
  if (load.arrivals == ArrivalKind::trace) {
    text += " '" + load.trace.path + "'";
    if (load.trace.scale != 1) text += " " + number(load.trace.scale, "%.4g") + " times as fast";
  } else {
    if (load.arrivals == ArrivalKind::gamma) text += " (burstiness " + number(load.burstiness, "%.4g") + ")";
    text +=
        load.stages.empty() ? " of " + number(load.requests_per_second) + " requests/s" : " of " + stages_text(load);
  }
  if (load.burst > 1) text += " in bursts of " + number(load.burst);
  return text + " on up to " + number(load.max_connections) + " connections";
}

}  // namespace

std::vector<Stage> LoadPlan::levels() const {
  if (!stages.empty()) return stages;
  if (shape == LoadShape::open_loop) {
    return {{.length = kForever, .from = requests_per_second, .to = requests_per_second}};
  }
  const auto all = static_cast<double>(users);
  const Stage steady{.length = kForever, .from = all, .to = all};
  if (ramp() == Duration::zero()) return {steady};
  return {{.length = ramp(), .from = 1, .to = all}, steady};
}

Duration LoadPlan::ramp() const {
  if (shape == LoadShape::open_loop || !stages.empty() || spawn_rate <= 0 || users <= 1) return Duration::zero();
  return from_seconds(static_cast<double>(users - 1) / spawn_rate);
}

std::string LoadPlan::text() const {
  const std::string all_users = number(users) + (users == 1 ? " user" : " users");
  switch (shape) {
    case LoadShape::closed_loop: {
      std::string text = "closed loop of " + (stages.empty() ? all_users : stages_text(*this));
      if (spawn_rate > 0) text += ", " + number(spawn_rate) + " started per second";
      if (!think_time.is_zero()) text += ", thinking " + think_time.text();
      return text;
    }
    case LoadShape::paced_users:
      return all_users + " paced to " + number(requests_per_second) + " requests/s in all";
    case LoadShape::open_loop:
      break;
  }
  return open_loop_text(*this);
}

}  // namespace oaisim::loadtest
