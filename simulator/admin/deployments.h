// The deployments as requests meet them: settings that change as a whole, state that stays.
//
//   Config ── apply() ──► Snapshot (immutable, swapped whole)
//                           └ Deployment ──► DeploymentState (limiter, gate; kept across changes by name)
//
// Thread safety: Deployments may be used from any thread.  A DeploymentView belongs to one thread and is how
// the request path reads: it keeps the latest snapshot and locks only when that has changed.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/text/models.h"
#include "simulator/admin/config.h"
#include "simulator/latency/concurrency_gate.h"
#include "simulator/limits/deployment_limiter.h"

namespace oaisim {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// What a deployment has used and who waits for it.
struct DeploymentState {
  DeploymentState(std::string label, std::size_t index, const LimitSettings& limits, const LatencyProfile& latency)
      : name(std::move(label)),
        metrics_index(index),
        limiter(limits),
        gate(latency.max_concurrency, latency.max_queue) {}

  const std::string name;  // the label in metrics
  const std::size_t metrics_index;
  DeploymentLimiter limiter;
  ConcurrencyGate gate;
};

struct Deployment {
  std::string name;
  std::string model;
  Encoding encoding = Encoding::o200k_base;
  std::array<LatencyProfile, kLatencyKinds> latency;
  std::optional<std::int64_t> embedding_size;  // absent: the model's own
  std::optional<Distribution> output_tokens;   // absent: exactly the maximum asked for, else the default
  double tool_call_probability = 1;
  std::shared_ptr<const ContentFilter> content_filter;  // of Azure addresses; null: none
  bool limited = false;
  std::shared_ptr<DeploymentState> state;

  const LatencyProfile& latency_of(LatencyKind kind) const { return latency[static_cast<std::size_t>(kind)]; }
};

class Deployments {
 public:
  // States of this many names are kept apart; beyond, deployments share the state named "(other)".
  static constexpr std::size_t kMaxStates = 1022;
  // Of these, undefined names may take so many; the rest is kept for deployments that are defined later.
  static constexpr std::size_t kMaxUndefined = 512;

  struct Snapshot {
    Config config;
    std::unordered_map<std::string, std::shared_ptr<const Deployment>, StringHash, std::equal_to<>> deployments;
  };

  explicit Deployments(Config config);

  // Replaces the configuration; limiters keep their history.
  void apply(Config config);
  // Patches the configuration that is in force; validated whole, applied whole or not at all.
  Result<Config> patch(const nlohmann::json& patch);

  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
  std::shared_ptr<const Snapshot> snapshot() const;

  // A deployment that the configuration does not define, with the default settings.
  std::shared_ptr<const Deployment> undefined(const Snapshot& snapshot, std::string_view name);

  // All states that exist, for metrics.
  std::vector<std::shared_ptr<DeploymentState>> states() const;

 private:
  void apply_locked(Config config);
  std::shared_ptr<DeploymentState> state_of(const std::string& name, const LimitSettings& limits,
                                            const LatencyProfile& latency);

  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::map<std::string, std::shared_ptr<DeploymentState>> states_;
  std::size_t undefined_states_ = 0;
  std::atomic<std::uint64_t> version_{0};
};

class DeploymentView {
 public:
  explicit DeploymentView(Deployments& deployments) : deployments_(deployments) {}

  const Config& config() { return current().config; }

  // Null when the name is not defined and undefined ones are not allowed.
  std::shared_ptr<const Deployment> find(std::string_view name);

 private:
  const Deployments::Snapshot& current();

  Deployments& deployments_;
  std::uint64_t version_ = 0;
  std::shared_ptr<const Deployments::Snapshot> snapshot_;
  std::unordered_map<std::string, std::shared_ptr<const Deployment>, StringHash, std::equal_to<>> undefined_;
};

}  // namespace oaisim
