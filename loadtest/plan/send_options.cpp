#include "loadtest/plan/send_options.h"

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr double kShortest = 0.001;  // seconds
constexpr double kHighestLimit = 10e9;
constexpr double kMostRequests = 6e6;  // of a minute; each is remembered for as long
constexpr double kMostEvents = 1e6;    // of a stream, before it is given up

// "5%" or "0.05".
Result<double> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = parse_number(percent ? text.substr(0, text.size() - 1) : text);
  const double share = number ? (percent ? *number / 100 : *number) : -1;
  if (share < 0 || share > 1) return invalid("'" + std::string(text) + "' is not a share from 0% to 100%");
  return share;
}

Status set_class(RetryPlan& plan, std::string_view name) {
  if (name == "429") return plan.on_429 = true, success();
  if (name == "5xx") return plan.on_5xx = true, success();
  if (name == "connect") return plan.on_connect = true, success();
  if (name == "timeout") return plan.on_timeout = true, success();
  return invalid("--retry-on: '" + std::string(name) + "' is not one of 429, 5xx, connect, timeout");
}

}  // namespace

SendOptions::SendOptions(OptionSet& options) {
  const std::string group = "Sending";
  options.add(max_rpm_, {.name = "max-rpm",
                         .help = "Send no more than this many requests in any 60 s, and as many when there are as many",
                         .minimum = 1,
                         .maximum = kMostRequests,
                         .group = group});
  options.add(max_tpm_,
              {.name = "max-tpm",
               .help = "Send no more than this many tokens in any 60 s: those of the prompt and --max-tokens, "
                       "put right when the reply tells its usage",
               .minimum = 1,
               .maximum = kHighestLimit,
               .group = group});
  add_retry(options);
  add_cancel(options);
  options.add(source_addresses_,
              {.name = "source-address",
               .help = "Local address to connect from; several are used in turn, and each has ports of its own",
               .value_name = "ADDRESS",
               .group = group});
}

void SendOptions::add_retry(OptionSet& options) {
  const std::string group = "Sending";
  options.add(retry_, {.name = "retry", .help = "The same as --retry-on 429", .group = group});
  options.add(retry_on_, {.name = "retry-on",
                          .help = "Failures after which a request is sent again: 429, 5xx, connect, timeout; several "
                                  "with commas",
                          .value_name = "CLASSES",
                          .group = group});
  options.add(retry_plan_.attempts, {.name = "retry-attempts",
                                     .help = "How often one request is sent at most, when it is retried",
                                     .minimum = 1,
                                     .maximum = 1000,
                                     .group = group});
  options.add(retry_plan_.base, {.name = "retry-base",
                                 .help = "Longest wait before the first retry, doubled for each further one; the wait "
                                         "is a random part of it, or what retry-after says",
                                 .minimum = kShortest,
                                 .maximum = 86400,
                                 .group = group});
  options.add(retry_plan_.cap, {.name = "retry-cap",
                                .help = "Longest wait before any retry without retry-after",
                                .minimum = kShortest,
                                .maximum = 86400,
                                .group = group});
}

void SendOptions::add_cancel(OptionSet& options) {
  const std::string group = "Sending";
  options.add(cancel_share_, {.name = "cancel-share",
                              .help = "Share of the requests that are given up midway, by closing their connection",
                              .value_name = "SHARE",
                              .group = group});
  options.add(cancel_after_, {.name = "cancel-after",
                              .help = "With --cancel-share: when, after it was sent: 500ms, uniform:1s..3s or "
                                      "exponential:2s",
                              .value_name = "DURATION",
                              .group = group});
  options.add(cancel_after_events_, {.name = "cancel-after-events",
                                     .help = "With --cancel-share and --stream: after so many events with content",
                                     .minimum = 1,
                                     .maximum = kMostEvents,
                                     .group = group});
}

Result<RetryPlan> SendOptions::retry() const {
  RetryPlan plan = retry_plan_;
  plan.on_429 = retry_;
  for (const std::string_view given : retry_on_) {
    std::string_view rest = given;
    while (true) {
      const auto comma = rest.find(',');
      if (auto status = set_class(plan, rest.substr(0, comma)); !status) return status.error();
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return plan;
}

Result<CancelPlan> SendOptions::cancel() const {
  CancelPlan plan{.after_events = cancel_after_events_};
  if (!cancel_after_.empty() && cancel_after_events_) {
    return invalid("--cancel-after and --cancel-after-events exclude each other: both say when a request is given up");
  }
  if (cancel_share_.empty() != (cancel_after_.empty() && !cancel_after_events_)) {
    return invalid(
        "--cancel-share and --cancel-after (or --cancel-after-events) go together: how many requests are given up, "
        "and when");
  }
  if (cancel_share_.empty()) return plan;
  const auto share = parse_share(cancel_share_);
  if (!share) return invalid("--cancel-share: " + share.error().message);
  plan.share = *share;
  if (cancel_after_.empty()) return plan;
  const auto after = RandomDuration::parse(cancel_after_);
  if (!after) return invalid("--cancel-after: " + after.error().message);
  plan.after = *after;
  return plan;
}

Result<SendPlan> SendOptions::plan() const {
  const auto given_up = cancel();
  if (!given_up) return given_up.error();
  return SendPlan{.requests_per_minute = max_rpm_,
                  .tokens_per_minute = max_tpm_,
                  .cancel = *given_up,
                  .source_addresses = source_addresses_};
}

}  // namespace oaisim::loadtest
