// Whether a failure is worth sending the request again, and how long to wait before.
//
// Thread safety: none; each worker has its own.
#pragma once

#include "common/base/random.h"
#include "loadtest/plan/send_plan.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

class RetryPolicy {
 public:
  // `plan` outlives the policy.
  RetryPolicy(const RetryPlan& plan, Random random) : plan_(plan), random_(random) {}

  // Whether the plan retries what became of the request, however often it was sent.
  bool covers(Outcome outcome) const;

  // Whether the request may be sent once more.
  bool allows_another(const RequestRecord& record) const { return record.retries + 1 < plan_.attempts; }

  // How long its sender sends nothing: what `retry-after` said, otherwise a random part of a time that doubles.
  Duration delay(const RequestRecord& record);

 private:
  const RetryPlan& plan_;
  Random random_;
};

}  // namespace oaisim::loadtest
