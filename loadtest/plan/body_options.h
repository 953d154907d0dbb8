// The flags that say what is in the body of a request beside the prompt.
//
// Ownership: the OptionSet writes into these options, so they outlive its parse().  Thread safety: none; used while
// starting.
#pragma once

#include <string>
#include <vector>

#include "common/config/options.h"
#include "loadtest/plan/api.h"
#include "loadtest/plan/request_plan.h"

namespace oaisim::loadtest {

class BodyOptions {
 public:
  explicit BodyOptions(OptionSet& options);
  BodyOptions(const BodyOptions&) = delete;
  BodyOptions& operator=(const BodyOptions&) = delete;

  // Reads the files that are named.
  // Error: what is wrong, or does not go together with the API, by the name of its flag.
  Result<RequestPlan> plan(Api api) const;

 private:
  Status check_api(Api api) const;
  Status add_tools(Api api, RequestPlan& plan) const;
  Status add_response_format(Api api, RequestPlan& plan) const;
  Status add_fields(RequestPlan& plan) const;

  std::string system_;
  std::string tools_path_;
  std::string tool_choice_;
  std::string response_format_path_;
  std::vector<std::string> fields_;
  std::string history_ = "replies";
  std::optional<std::string> body_;
  std::string json_path_;
};

}  // namespace oaisim::loadtest
