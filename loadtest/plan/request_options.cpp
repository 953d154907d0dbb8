#include "loadtest/plan/request_options.h"

namespace oaisim::loadtest {
namespace {

constexpr double kShortest = 0.001;  // seconds

}  // namespace

RequestOptions::RequestOptions(OptionSet& options) : body_(options) {
  const std::string group = "Request";
  options.add(max_tokens_, {.name = "max-tokens",
                            .help = "Longest reply in tokens; by default the server decides",
                            .minimum = 1,
                            .group = group});
  options.add(stream_, {.name = "stream", .help = "Ask for streams, which have TTFT, TPOT and ICL", .group = group});
  options.add(debug_, {.name = "debug",
                       .help = "Send one request, show it and its reply whole with the key hidden, and end",
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

Result<RequestPlan> RequestOptions::plan(Api api) const {
  if (stream_ && !traits_of(api).streams) {
    return invalid("--stream: the replies of --api " + std::string(traits_of(api).name) + " are no streams");
  }
  auto plan = body_.plan(api);
  if (!plan) return plan.error();
  plan->max_tokens = max_tokens_;
  plan->stream = stream_;
  return std::move(*plan);
}

}  // namespace oaisim::loadtest
