#include "loadtest/plan/run_options.h"

#include <algorithm>
#include <string_view>
#include <thread>

namespace oaisim::loadtest {
namespace {

constexpr Duration kDefaultDuration = std::chrono::seconds(10);
constexpr double kShortest = 0.001;  // seconds

bool has_flag(int argc, const char* const* argv, std::string_view flag) {
  return std::any_of(argv, argv + argc, [&](std::string_view argument) {
    return argument == flag || (argument.starts_with(flag) && argument.substr(flag.size()).starts_with('='));
  });
}

}  // namespace

RunOptions::RunOptions(OptionSet& options)
    : threads_(std::max(1u, std::thread::hardware_concurrency())), dataset_(options) {
  add_target(options);
  add_load(options);
  add_request(options);
  add_output(options);
}

void RunOptions::add_target(OptionSet& options) {
  const std::string group = "Target";
  options.add(target_.url, {.name = "url",
                            .env = "TEST_OPENAI_ENDPOINT",
                            .help = "Address to test, such as http://localhost:8000",
                            .value_name = "URL",
                            .group = group});
  options.add(target_.model, {.name = "model",
                              .help = "Model; sends to the OpenAI address /v1/chat/completions",
                              .value_name = "MODEL",
                              .group = group});
  options.add(target_.deployment,
              {.name = "deployment",
               .env = "TEST_OPENAI_DEPLOYMENT",
               .help = "Deployment; sends to the Azure address /openai/deployments/DEPLOYMENT/chat/completions",
               .value_name = "DEPLOYMENT",
               .group = group});
  options.add(target_.api_version,
              {.name = "api-version", .help = "Of an Azure address", .value_name = "DATE", .group = group});
  options.add(target_.key, {.name = "key",
                            .env = "TEST_OPENAI_KEY",
                            .help = "API key; empty: none is sent",
                            .value_name = "KEY",
                            .group = group,
                            .secret = true});
}

void RunOptions::add_load(OptionSet& options) {
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

void RunOptions::add_request(OptionSet& options) {
  const std::string group = "Request";
  options.add(max_tokens_, {.name = "max-tokens",
                            .help = "Longest reply in tokens; by default the server decides",
                            .minimum = 1,
                            .group = group});
  options.add(stream_, {.name = "stream", .help = "Ask for streams, which have TTFT, TPOT and ICL", .group = group});
  options.add(retry_,
              {.name = "retry",
               .help = "Wait as long as the retry-after of a 429 says and send again, instead of only counting it",
               .group = group});
  options.add(retry_attempts_, {.name = "retry-attempts",
                                .help = "With --retry: how often one request is sent at most",
                                .minimum = 1,
                                .maximum = 1000,
                                .group = group});
  options.add(timeouts_.connect, {.name = "connect-timeout",
                                  .help = "Longest wait for a connection",
                                  .minimum = kShortest,
                                  .maximum = 86400,
                                  .group = group});
  options.add(timeouts_.first_byte, {.name = "first-byte-timeout",
                                     .help = "Longest wait for the first byte of a reply",
                                     .minimum = kShortest,
                                     .maximum = 86400,
                                     .group = group});
  options.add(timeouts_.whole, {.name = "timeout",
                                .help = "Longest wait for a whole reply",
                                .minimum = kShortest,
                                .maximum = 86400,
                                .group = group});
  options.add(timeouts_.drain, {.name = "drain-timeout",
                                .help = "How long replies are awaited when the duration is over",
                                .maximum = 86400,
                                .group = group});
}

void RunOptions::add_output(OptionSet& options) {
  const std::string group = "Output";
  options.add(fail_if_, {.name = "fail-if",
                         .help = "Exit with 1 when this holds, such as 'ttft_p99>500ms' or 'error_rate>1%' "
                                 "(429s are errors too); repeatable",
                         .value_name = "EXPRESSION",
                         .group = group});
  options.add(json_path_, {.name = "json",
                           .help = "Write the result to this file (docs/schemas/load-result.schema.json)",
                           .value_name = "FILE",
                           .group = group});
  options.add(csv_path_,
              {.name = "csv", .help = "Write one row per request to this file", .value_name = "FILE", .group = group});
  options.add(quiet_, {.name = "quiet", .help = "No progress line", .group = group});
}

Result<LoadPlan> RunOptions::load_plan() const {
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

Result<RunPlan> RunOptions::plan(int argc, const char* const* argv) const {
  RunPlan plan;
  plan.name = "run";
  TargetWishes wishes = target_;
  // A flag beats the environment: --model wins over TEST_OPENAI_DEPLOYMENT.
  if (has_flag(argc, argv, "--model") && !has_flag(argc, argv, "--deployment")) wishes.deployment.clear();
  auto target = make_target(wishes);
  if (!target) return target.error();
  plan.target = std::move(*target);
  auto load = load_plan();
  if (!load) return load.error();
  plan.load = *load;
  for (const auto& expression : fail_if_) {
    auto threshold = parse_threshold(expression);
    if (!threshold) return invalid("--fail-if: " + threshold.error().message);
    plan.thresholds.push_back(std::move(*threshold));
  }
  auto dataset = dataset_.plan(plan.target.model.empty() ? plan.target.deployment : plan.target.model);
  if (!dataset) return dataset.error();
  plan.dataset = std::move(*dataset);
  if (max_tokens_ && plan.dataset.output_tokens) {
    return invalid("--max-tokens and --output-tokens exclude each other: both bound the replies");
  }
  plan.chat = {.prompts = plan.dataset.prompts, .max_tokens = max_tokens_, .stream = stream_};
  plan.retry = {.on_429 = retry_, .attempts = retry_attempts_};
  plan.timeouts = timeouts_;
  plan.threads = static_cast<int>(threads_);
  plan.time_scale = time_scale_;
  plan.json_path = json_path_;
  plan.csv_path = csv_path_;
  plan.quiet = quiet_;
  return plan;
}

}  // namespace oaisim::loadtest
