// The flags that say what a request asks for and how long it may take.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/request_plan.h"

namespace oaisim::loadtest {

class RequestOptions {
 public:
  explicit RequestOptions(OptionSet& options);
  RequestOptions(const RequestOptions&) = delete;
  RequestOptions& operator=(const RequestOptions&) = delete;

  RequestPlan plan() const;
  const Timeouts& timeouts() const { return timeouts_; }

 private:
  std::vector<std::string> prompts_;
  std::optional<std::int64_t> max_tokens_;
  bool stream_ = false;
  Timeouts timeouts_;
};

}  // namespace oaisim::loadtest
