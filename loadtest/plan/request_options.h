// The flags that say what a request asks for and how long it may take.
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
  const Timeouts& timeouts() const { return timeouts_; }
  bool debug() const { return debug_; }  // show one request instead of running

 private:
  std::optional<std::int64_t> max_tokens_;
  bool stream_ = false;
  bool debug_ = false;
  Timeouts timeouts_;
  BodyOptions body_;
};

}  // namespace oaisim::loadtest
