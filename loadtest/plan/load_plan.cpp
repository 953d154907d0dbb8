#include "loadtest/plan/load_plan.h"

#include "common/text/number_text.h"

namespace oaisim::loadtest {
namespace {

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
    if (load.trace.scale != 1) text += " " + significant(load.trace.scale, 4) + " times as fast";
  } else {
    if (load.arrivals == ArrivalKind::gamma) text += " (burstiness " + significant(load.burstiness, 4) + ")";
    text += load.stages.empty() ? " of " + decimals(load.requests_per_second, 1) + " requests/s"
                                : " of " + stages_text(load);
  }
  if (load.burst > 1) text += " in bursts of " + with_commas(static_cast<std::uint64_t>(load.burst));
  return text + " on up to " + with_commas(static_cast<std::uint64_t>(load.max_connections)) + " connections";
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
  const std::string all_users = with_commas(static_cast<std::uint64_t>(users)) + (users == 1 ? " user" : " users");
  switch (shape) {
    case LoadShape::closed_loop: {
      std::string text = "closed loop of " + (stages.empty() ? all_users : stages_text(*this));
      if (spawn_rate > 0) text += ", " + decimals(spawn_rate, 1) + " started per second";
      if (!think_time.is_zero()) text += ", thinking " + think_time.text();
      return text;
    }
    case LoadShape::paced_users:
      return all_users + " paced to " + decimals(requests_per_second, 1) + " requests/s in all";
    case LoadShape::open_loop:
      break;
  }
  return open_loop_text(*this);
}

}  // namespace oaisim::loadtest
