#include "loadtest/plan/load_options.h"

#include <algorithm>
#include <thread>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr Duration kDefaultDuration = std::chrono::seconds(10);
constexpr double kShortest = 0.001;  // seconds
constexpr double kLongest = 30 * 86400.0;
constexpr double kMostUsers = 1'000'000;
constexpr double kMostPasses = 1'000'000;
constexpr const char* kGroup = "Load";

struct NamedFlag {
  bool given;
  const char* name;
};

// The first of the flags that was given.
const char* first_given(std::initializer_list<NamedFlag> flags) {
  const auto found = std::find_if(flags.begin(), flags.end(), [](const NamedFlag& flag) { return flag.given; });
  return found == flags.end() ? nullptr : found->name;
}

}  // namespace

LoadOptions::LoadOptions(OptionSet& options) : threads_(std::max(1u, std::thread::hardware_concurrency())) {
  add_users(options);
  add_rate(options);
  add_extent(options);
}

void LoadOptions::add_users(OptionSet& options) {
  options.add(users_, {.name = "users",
                       .help = "Closed loop: users who each await a reply before the next request (default 1)",
                       .minimum = 1,
                       .maximum = kMostUsers,
                       .group = kGroup});
  options.add(spawn_rate_, {.name = "spawn-rate",
                            .help = "Users started per second; 0: all at once (default 0)",
                            .minimum = 0,
                            .group = kGroup});
  options.add(max_load_, {.name = "max-load",
                          .help = "With --ramp-duration: users at its end, and from then on",
                          .minimum = 1,
                          .maximum = kMostUsers,
                          .group = kGroup});
  options.add(min_load_, {.name = "min-load",
                          .help = "With --max-load: users at the start (default 1)",
                          .minimum = 1,
                          .maximum = kMostUsers,
                          .group = kGroup});
  options.add(ramp_duration_, {.name = "ramp-duration",
                               .help = "With --max-load: how long the number of users grows, evenly",
                               .minimum = kShortest,
                               .maximum = kLongest,
                               .group = kGroup});
  options.add(think_time_, {.name = "think-time",
                            .help = "Closed loop: pause after each reply: 2s, uniform:1s..3s or exponential:2s "
                                    "(default 0s)",
                            .value_name = "DURATION",
                            .group = kGroup});
}

void LoadOptions::add_rate(OptionSet& options) {
  options.add(rate_, {.name = "rate",
                      .help = "Open loop: requests per second in all, whatever the replies do; with --users: that "
                              "many users paced to it",
                      .minimum = 0.001,
                      .maximum = 10'000'000,
                      .group = kGroup});
  options.add(arrivals_, {.name = "arrivals",
                          .help = "Open loop: how requests are spread in time (default constant)",
                          .choices = {"constant", "poisson", "gamma"},
                          .group = kGroup});
  options.add(burstiness_, {.name = "burstiness",
                            .help = "Gamma arrivals: 1 is poisson, less comes in clusters, more is more even",
                            .minimum = 0.01,
                            .maximum = 10'000,
                            .group = kGroup});
  options.add(burst_, {.name = "burst",
                       .help = "Open loop: requests that are due at the same moment; the rate still counts requests "
                               "(default 1)",
                       .minimum = 1,
                       .maximum = kMostUsers,
                       .group = kGroup});
  options.add(stages_, {.name = "stage",
                        .help = "A stretch of the run, one after the other: 2m:50rps, 30s:0..100rps, 1m:20users or "
                                "1m:0..50users",
                        .value_name = "STAGE",
                        .group = kGroup});
  options.add(trace_, {.name = "trace",
                       .help = "Replay the times and the numbers of tokens that this file recorded",
                       .value_name = "FILE",
                       .group = kGroup});
  options.add(trace_format_, {.name = "trace-format",
                              .help = "Of --trace",
                              .choices = {"auto", "azure", "burstgpt", "mooncake"},
                              .group = kGroup});
  options.add(trace_scale_, {.name = "trace-scale",
                             .help = "How many times as fast --trace is replayed",
                             .minimum = 1e-6,
                             .maximum = 1e6,
                             .group = kGroup});
  options.add(seed_, {.name = "seed",
                      .help = "Of all that is random; the same seed gives the same moments, however many threads",
                      .minimum = 0,
                      .group = kGroup});
  options.add(max_connections_, {.name = "max-connections",
                                 .help = "Open loop: connections that may be open at once",
                                 .minimum = 1,
                                 .maximum = kMostUsers,
                                 .group = kGroup});
}

void LoadOptions::add_extent(OptionSet& options) {
  options.add(duration_, {.name = "duration",
                          .help = "How long requests are begun (default 10s without --requests)",
                          .minimum = kShortest,
                          .maximum = kLongest,
                          .group = kGroup});
  options.add(
      requests_,
      {.name = "requests", .help = "How many requests are begun, warm-up included", .minimum = 1, .group = kGroup});
  options.add(passes_, {.name = "passes",
                        .help = "How often the whole dataset is sent, when nothing else says how long the run is",
                        .minimum = 1,
                        .maximum = kMostPasses,
                        .group = kGroup});
  options.add(warmup_, {.name = "warmup",
                        .help = "Part of the duration, at its start, that is left out of the figures",
                        .group = kGroup});
  options.add(cooldown_, {.name = "cooldown",
                          .help = "Part of the duration, at its end, that is left out of the figures",
                          .group = kGroup});
  options.add(threads_, {.name = "threads",
                         .help = "Worker threads; by default one per core",
                         .minimum = 1,
                         .maximum = 256,
                         .group = kGroup});
  options.add(time_scale_, {.name = "time-scale",
                            .help = "How much faster than real time the clock runs; the simulator's --time-scale",
                            .minimum = 0.001,
                            .maximum = 10'000,
                            .group = kGroup});
}

// What says the level of the load comes from one place only.
Status LoadOptions::check_combinations() const {
  if (rate_ && spawn_rate_)
    return invalid("--spawn-rate is for a closed loop; with --rate all users start evenly staggered");
  if (rate_ && think_time_) return invalid("--think-time is for a closed loop; --rate sets the pace already");
  if (!stages_.empty()) {
    const char* other = first_given({{users_.has_value(), "--users"},
                                     {rate_.has_value(), "--rate"},
                                     {spawn_rate_.has_value(), "--spawn-rate"},
                                     {duration_.has_value(), "--duration"}});
    if (other) return invalid(std::string(other) + " does not go with --stage, which says how much and how long");
  }
  if (max_load_) {
    const char* other = first_given({{users_.has_value(), "--users"},
                                     {rate_.has_value(), "--rate"},
                                     {spawn_rate_.has_value(), "--spawn-rate"},
                                     {!stages_.empty(), "--stage"}});
    if (other) return invalid(std::string(other) + " does not go with --max-load, which says how many users there are");
  } else if (min_load_ || ramp_duration_) {
    return invalid(std::string(min_load_ ? "--min-load" : "--ramp-duration") + " needs --max-load");
  }
  if (min_load_ && !ramp_duration_) return invalid("--min-load needs --ramp-duration, in which --max-load is reached");
  if (!trace_) return success();
  const char* other = first_given({{users_.has_value(), "--users"},
                                   {rate_.has_value(), "--rate"},
                                   {max_load_.has_value(), "--max-load"},
                                   {!stages_.empty(), "--stage"},
                                   {arrivals_.has_value(), "--arrivals"},
                                   {burst_.has_value(), "--burst"},
                                   {spawn_rate_.has_value(), "--spawn-rate"},
                                   {think_time_.has_value(), "--think-time"}});
  if (other) return invalid(std::string(other) + " does not go with --trace, which says when requests are due");
  return success();
}

Result<LoadPlan> LoadOptions::plan() const {
  LoadPlan load;
  if (auto status = check_combinations(); !status) return status.error();
  load.seed = static_cast<std::uint64_t>(seed_);
  load.max_connections = max_connections_;
  load.requests = requests_;
  load.duration = duration_;
  load.warmup = warmup_;
  load.cooldown = cooldown_;
  if (auto status = set_levels(load); !status) return status.error();
  if (auto status = set_arrivals(load); !status) return status.error();
  if (auto status = set_trace(load); !status) return status.error();
  if (auto status = set_extent(load); !status) return status.error();
  return load;
}

Status LoadOptions::set_levels(LoadPlan& load) const {
  if (rate_) load.shape = users_ ? LoadShape::paced_users : LoadShape::open_loop;
  load.users = users_.value_or(max_load_.value_or(1));
  load.spawn_rate = spawn_rate_.value_or(0);
  load.requests_per_second = rate_.value_or(0);
  if (think_time_) {
    const auto think_time = RandomDuration::parse(*think_time_);
    if (!think_time) return invalid("--think-time: " + think_time.error().message);
    load.think_time = *think_time;
  }
  if (ramp_duration_) {
    const auto first = static_cast<double>(min_load_.value_or(1));
    const auto last = static_cast<double>(*max_load_);
    if (first > last) return invalid("--min-load must not be above --max-load");
    load.stages = {{.length = *ramp_duration_, .from = first, .to = last},
                   {.length = kForever, .from = last, .to = last}};
    if (!load.duration && !load.requests) load.duration = *ramp_duration_ + kDefaultDuration;
  }
  return set_stages(load);
}

Status LoadOptions::set_stages(LoadPlan& load) const {
  if (stages_.empty()) return success();
  std::optional<LevelUnit> unit;
  Duration length{};
  double highest = 0;
  for (const auto& text : stages_) {
    const auto stage = parse_stage(text);
    if (!stage) return invalid("--stage: " + stage.error().message);
    if (unit && *unit != stage->unit) return invalid("--stage: rps and users do not go together in one run");
    unit = stage->unit;
    length += stage->stage.length;
    highest = std::max({highest, stage->stage.from, stage->stage.to});
    load.stages.push_back(stage->stage);
  }
  if (to_seconds(length) > kLongest) return invalid("--stage: all together must not last longer than 30 days");
  const double least = *unit == LevelUnit::users ? 1 : 0.001;
  if (highest < least) return invalid("--stage: no stage has any load");
  load.duration = length;
  if (*unit == LevelUnit::users) {
    load.users = static_cast<std::int64_t>(highest);
    return success();
  }
  if (think_time_) return invalid("--think-time is for a closed loop; --stage in rps sets the pace already");
  load.shape = LoadShape::open_loop;
  return success();
}

Status LoadOptions::set_arrivals(LoadPlan& load) const {
  if (load.shape != LoadShape::open_loop) {
    const char* flag = first_given({{arrivals_.has_value(), "--arrivals"},
                                    {burst_.has_value(), "--burst"},
                                    {burstiness_.has_value(), "--burstiness"}});
    if (flag && !trace_) {
      return invalid(std::string(flag) + " is for an open loop: --rate without --users, or --stage in rps");
    }
    return success();
  }
  const std::string kind = arrivals_.value_or(burstiness_ ? "gamma" : "constant");
  load.arrivals = kind == "poisson" ? ArrivalKind::poisson
                  : kind == "gamma" ? ArrivalKind::gamma
                                    : ArrivalKind::constant;
  if (burstiness_ && load.arrivals != ArrivalKind::gamma) return invalid("--burstiness is for --arrivals gamma");
  if (!burstiness_ && load.arrivals == ArrivalKind::gamma) return invalid("--arrivals gamma needs --burstiness");
  load.burstiness = burstiness_.value_or(1);
  load.burst = burst_.value_or(1);
  return success();
}

// A trace ends by itself, after as many requests as it has rows.
Status LoadOptions::set_trace(LoadPlan& load) const {
  if (!trace_) return success();
  if (burstiness_) return invalid("--burstiness does not go with --trace, which says when requests are due");
  load.shape = LoadShape::open_loop;
  load.arrivals = ArrivalKind::trace;
  load.trace = {.path = *trace_, .scale = trace_scale_};
  load.trace.format = trace_format_ == "azure"      ? TraceFormat::azure
                      : trace_format_ == "burstgpt" ? TraceFormat::burstgpt
                      : trace_format_ == "mooncake" ? TraceFormat::mooncake
                                                    : TraceFormat::automatic;
  const auto summary = summarize_trace(load.trace.path, load.trace.format);
  if (!summary) return Error{summary.error().code, "--trace: " + summary.error().message};
  load.requests = std::min(load.requests.value_or(summary->rows), summary->rows);
  return success();
}

Status LoadOptions::set_extent(LoadPlan& load) const {
  if (!load.duration && !load.requests) {
    load.passes = passes_;
    if (!passes_) load.duration = kDefaultDuration;
  }
  if (load.cooldown > Duration::zero() && !load.duration) {
    return invalid("--cooldown needs --duration, whose last part it is");
  }
  if (load.duration && load.warmup + load.cooldown >= *load.duration) {
    const std::string flags = load.cooldown == Duration::zero() ? "--warmup"
                              : load.warmup == Duration::zero() ? "--cooldown"
                                                                : "--warmup and --cooldown together";
    return invalid(flags + " must be shorter than the duration of " + std::to_string(to_seconds(*load.duration)) +
                   " s, which it is a part of");
  }
  return success();
}

}  // namespace oaisim::loadtest
