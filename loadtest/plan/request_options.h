// The flags that say what a request asks for, how long it may take, and when it is sent again.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/body_options.h"
#include "loadtest/plan/request_plan.h"

namespace oaisim::loadtest {

class RequestOptions {
 public:
  explicit RequestOptions(OptionSet& options);
  RequestOptions(const RequestOptions&) = delete;
  RequestOptions& operator=(const RequestOptions&) = delete;

  // Error: what is wrong, or does not go together with the API, by the name of its flag.
  Result<RequestPlan> plan(Api api) const;
  RetryPlan retry() const { return {.on_429 = retry_, .attempts = retry_attempts_}; }
  const Timeouts& timeouts() const { return timeouts_; }
  bool debug() const { return debug_; }  // show one request instead of running

 private:
  std::optional<std::int64_t> max_tokens_;
  bool stream_ = false;
  bool debug_ = false;
  bool retry_ = false;
  std::int64_t retry_attempts_ = 10;
  Timeouts timeouts_;
  BodyOptions body_;
};

}  // namespace oaisim::loadtest
