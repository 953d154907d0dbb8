#include "loadtest/plan/request_options.h"

namespace oaisim::loadtest {
namespace {

constexpr double kShortest = 0.001;  // seconds

}  // namespace

RequestOptions::RequestOptions(OptionSet& options) {
  const std::string group = "Request";
  options.add(prompts_, {.name = "prompt", .help = "The user's message; several are used in turn", .group = group});
  options.add(max_tokens_, {.name = "max-tokens",
                            .help = "Longest reply in tokens; by default the server decides",
                            .minimum = 1,
                            .group = group});
  options.add(stream_, {.name = "stream", .help = "Ask for streams, which have TTFT, TPOT and ICL", .group = group});
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

RequestPlan RequestOptions::plan() const {
  RequestPlan plan{.prompts = prompts_, .max_tokens = max_tokens_, .stream = stream_};
  if (plan.prompts.empty()) plan.prompts = {kDefaultPrompt};
  return plan;
}

}  // namespace oaisim::loadtest
