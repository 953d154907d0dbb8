// Where the bytes of a run's requests come from: the dataset's samples, in the form of the target's API.
//
//   a small dataset of single turns ──► each request is made once, and only pointed at when it is sent
//   any other                        ──► a request is written into the buffer of its Conversation when it is sent
//
// Memory: what is made beforehand is at most kMostPrepared requests and kMostPreparedBytes.
// Ownership: refers to the plan; keeps the dataset.  Thread safety: immutable once made.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/client/json_path.h"
#include "loadtest/client/protocol.h"
#include "loadtest/datasets/dataset.h"
#include "loadtest/plan/run_plan.h"

namespace oaisim::loadtest {

class RequestSource {
 public:
  static constexpr std::uint64_t kMostPrepared = 1024;
  static constexpr std::size_t kMostPreparedBytes = 16 << 20;

  // `dataset` may be null for plain HTTP, whose body is then the plan's, or none.
  // Error: the plan's JSONPath is none, or the first sample is not what the API can be asked.
  static Result<RequestSource> make(const RunPlan& plan, std::shared_ptr<const Dataset> dataset);

  // The whole request of a sample that was made beforehand; empty: it is to be written.
  std::string_view prepared(std::uint64_t number) const {
    return prepared_.empty() ? std::string_view() : prepared_[number % prepared_.size()];
  }

  // REQUIRES: there is a dataset, or nothing was prepared.
  Sample sample(std::uint64_t number) const { return dataset_->at(number); }

  // Writes the request for the first `turns` turns of a sample into `out`, of which `body` is the part that is written
  // first.  `max_tokens`: instead of the plan's and the sample's.
  void write(const Sample& sample, std::size_t turns, std::optional<std::int64_t> max_tokens, std::string& body,
             std::string& out) const;

  // What the request for the first `turns` turns of a sample may cost at most: what is known of its prompt, or an
  // estimate from its bytes, and its longest reply.
  TokenCount most_tokens(const Sample& sample, std::size_t turns, std::optional<TokenCount> max_tokens) const;

  const RunPlan& plan() const { return *plan_; }
  const Dataset* dataset() const { return dataset_.get(); }  // null: none is needed
  const Protocol& protocol() const { return *protocol_; }

 private:
  explicit RequestSource(const RunPlan& plan) : plan_(&plan), protocol_(&protocol_of(plan.target.api)) {}

  Status check_first() const;
  void prepare();
  std::string payload(const Sample& sample) const;
  std::optional<TokenCount> max_tokens_of(const Sample& sample, std::optional<TokenCount> wish) const;

  const RunPlan* plan_;
  const Protocol* protocol_;
  std::shared_ptr<const Dataset> dataset_;
  std::optional<JsonPath> json_path_;
  bool has_body_ = true;
  std::string head_;
  std::vector<std::string> prepared_;
};

}  // namespace oaisim::loadtest
