// The flags that say how requests are sent that are due.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/send_plan.h"

namespace oaisim::loadtest {

class SendOptions {
 public:
  explicit SendOptions(OptionSet& options);
  SendOptions(const SendOptions&) = delete;
  SendOptions& operator=(const SendOptions&) = delete;

  // Error: the flag and what is allowed.
  Result<RetryPlan> retry() const;
  Result<SendPlan> plan() const;

 private:
  void add_retry(OptionSet& options);
  void add_cancel(OptionSet& options);
  Result<CancelPlan> cancel() const;

  bool retry_ = false;
  std::vector<std::string> retry_on_;
  RetryPlan retry_plan_;
  std::optional<std::int64_t> max_rpm_;
  std::optional<std::int64_t> max_tpm_;
  std::string cancel_share_;
  std::string cancel_after_;
  std::optional<std::int64_t> cancel_after_events_;
  std::vector<std::string> source_addresses_;
};

}  // namespace oaisim::loadtest
