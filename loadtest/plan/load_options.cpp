#include "loadtest/plan/load_options.h"

#include <algorithm>
#include <thread>

namespace oaisim::loadtest {
namespace {

constexpr Duration kDefaultDuration = std::chrono::seconds(10);
constexpr double kShortest = 0.001;  // seconds

}  // namespace

LoadOptions::LoadOptions(OptionSet& options) : threads_(std::max(1u, std::thread::hardware_concurrency())) {
  const std::string group = "Load";
  options.add(users_, {.name = "users",
                       .help = "Closed loop: users who each await a reply before the next request (default 1)",
                       .minimum = 1,
                       .maximum = 1'000'000,
                       .group = group});
  options.add(spawn_rate_, {.name = "spawn-rate",
                            .help = "Users started per second; 0: all at once (default 0)",
                            .minimum = 0,
                            .group = group});
  options.add(think_time_,
              {.name = "think-time", .help = "Closed loop: pause after each reply (default 0s)", .group = group});
  options.add(rate_, {.name = "rate",
                      .help = "Constant rate: requests per second in all, whatever the replies do; with --users: that "
                              "many users paced to it",
                      .minimum = 0.001,
                      .maximum = 10'000'000,
                      .group = group});
  options.add(max_connections_, {.name = "max-connections",
                                 .help = "Constant rate: connections that may be open at once",
                                 .minimum = 1,
                                 .maximum = 1'000'000,
                                 .group = group});
  options.add(duration_, {.name = "duration",
                          .help = "How long requests are begun (default 10s without --requests)",
                          .minimum = kShortest,
                          .maximum = 30 * 86400.0,
                          .group = group});
  options.add(
      requests_,
      {.name = "requests", .help = "How many requests are begun, warm-up included", .minimum = 1, .group = group});
  options.add(warmup_, {.name = "warmup",
                        .help = "Part of the duration, at its start, that is left out of the figures",
                        .group = group});
  options.add(threads_, {.name = "threads",
                         .help = "Worker threads; by default one per core",
                         .minimum = 1,
                         .maximum = 256,
                         .group = group});
  options.add(time_scale_, {.name = "time-scale",
                            .help = "How much faster than real time the clock runs; the simulator's --time-scale",
                            .minimum = 0.001,
                            .maximum = 10'000,
                            .group = group});
}

Result<LoadPlan> LoadOptions::plan() const {
  LoadPlan load;
  if (rate_ && users_) {
    load.shape = LoadShape::paced_users;
  } else if (rate_) {
    load.shape = LoadShape::constant_rate;
  }
  if (rate_ && spawn_rate_)
    return invalid("--spawn-rate is for a closed loop; with --rate all users start evenly staggered");
  if (rate_ && think_time_) return invalid("--think-time is for a closed loop; --rate sets the pace already");
  load.users = users_.value_or(1);
  load.spawn_rate = spawn_rate_.value_or(0);
  load.think_time = think_time_.value_or(Duration::zero());
  load.requests_per_second = rate_.value_or(0);
  load.max_connections = max_connections_;
  load.requests = requests_;
  load.duration = duration_;
  if (!load.duration && !load.requests) load.duration = kDefaultDuration;
  load.warmup = warmup_;
  if (load.duration && load.warmup >= *load.duration) {
    return invalid("--warmup must be shorter than the duration of " + std::to_string(to_seconds(*load.duration)) +
                   " s, which it is a part of");
  }
  return load;
}

}  // namespace oaisim::loadtest
