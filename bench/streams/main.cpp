// bench-streams: reads many streamed chat completions at once and prints what came, as one line of JSON.
#include <sys/resource.h>

#include <fstream>
#include <iostream>

#include "bench/streams/drain.h"
#include "common/config/options.h"

namespace oaisim::bench {
namespace {

struct Arguments {
  DrainPlan plan;
  std::int64_t port = 0;
  std::string save;
};

Result<OptionSet::Outcome> read(int argc, char** argv, Arguments& arguments) {
  OptionSet options("bench-streams", "Reads many streamed chat completions at once.");
  DrainPlan& plan = arguments.plan;
  plan.model = "bench";
  options.add(arguments.port, {.name = "port", .help = "Port on 127.0.0.1", .minimum = 1, .maximum = 65535});
  options.add(plan.connections, {.name = "connections", .help = "Streams at once", .minimum = 1, .maximum = 100000});
  options.add(plan.tokens, {.name = "tokens", .help = "Tokens of each stream", .minimum = 1, .maximum = 131072});
  options.add(plan.model, {.name = "model", .help = "Model that is asked for"});
  options.add(plan.key, {.name = "key", .help = "API key"});
  options.add(plan.ttft_ms, {.name = "ttft-ms", .help = "Time to the first token that is asked for", .minimum = 0});
  options.add(plan.itl_ms, {.name = "itl-ms", .help = "Time between tokens that is asked for", .minimum = 0});
  options.add(plan.spread, {.name = "spread", .help = "Time over which requests begin", .minimum = 0, .maximum = 60});
  options.add(plan.timeout, {.name = "timeout", .help = "Longest run", .minimum = 1, .maximum = 3600});
  options.add(arguments.save, {.name = "save", .help = "File for the bytes of the first stream", .value_name = "FILE"});
  auto outcome = options.parse(argc, argv);
  plan.port = static_cast<std::uint16_t>(arguments.port);
  plan.keep_first_reply = !arguments.save.empty();
  return outcome;
}

void print(DrainResult& result) {
  std::cout << "{\"ended\":" << result.ended << ",\"refused\":" << result.refused << ",\"broken\":" << result.broken
            << ",\"events\":" << result.events << ",\"receives\":" << result.receives << ",\"bytes\":" << result.bytes
            << ",\"seconds\":" << result.seconds
            << ",\"events_per_second\":" << static_cast<double>(result.events) / result.seconds;
  if (Lateness& late = result.lateness; !late.empty()) {
    std::cout << ",\"late_ms\":" << late.json() << ",\"drift_ms\":" << late.drift_per_second() * result.seconds;
  }
  std::cout << "}\n";
}

int run(int argc, char** argv) {
  Arguments arguments;
  const auto outcome = read(argc, argv, arguments);
  if (!outcome) {
    std::cerr << outcome.error().message << '\n';
    return 2;
  }
  if (*outcome == OptionSet::Outcome::exit) return 0;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);

  const SystemClock clock;
  Drain drain(clock, arguments.plan);
  if (const auto status = drain.connect(); !status) {
    std::cerr << status.error().message << '\n';
    return 1;
  }
  DrainResult result = drain.run();
  if (!arguments.save.empty()) std::ofstream(arguments.save, std::ios::binary) << result.first_reply;
  print(result);
  return result.ended == arguments.plan.connections ? 0 : 1;
}

}  // namespace
}  // namespace oaisim::bench

int main(int argc, char** argv) { return oaisim::bench::run(argc, argv); }
