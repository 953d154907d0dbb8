#include "simulator/admin/deployments.h"

#include <algorithm>

namespace oaisim {
namespace {

constexpr const char* kOther = "(other)";

std::shared_ptr<Deployment> make_deployment(const Config& config, const std::string& name,
                                            const DeploymentConfig* settings) {
  auto deployment = std::make_shared<Deployment>();
  deployment->name = name;
  deployment->model = settings != nullptr ? settings->model : name;
  deployment->encoding = encoding_of_model(deployment->model);
  for (std::size_t kind = 0; kind < kLatencyKinds; ++kind) {
    deployment->latency[kind] = config.profile_of(settings, static_cast<LatencyKind>(kind));
  }
  deployment->tool_call_probability = config.tool_call_probability;
  if (settings != nullptr) {
    deployment->output_tokens = settings->output_tokens;
    deployment->embedding_size = settings->embedding_size;
    deployment->tool_call_probability = settings->tool_call_probability.value_or(config.tool_call_probability);
    deployment->content_filter = settings->content_filter;
    deployment->limited = settings->limits.deployment.any() || settings->limits.per_key.any();
  }
  return deployment;
}

}  // namespace

Deployments::Deployments(Config config) { apply(std::move(config)); }

void Deployments::apply(Config config) {
  const std::lock_guard lock(mutex_);
  apply_locked(std::move(config));
}

Result<Config> Deployments::patch(const nlohmann::json& patch) {
  const std::lock_guard lock(mutex_);
  auto changed = Config::patched(snapshot_->config, patch);
  if (!changed) return changed;
  apply_locked(*changed);
  return changed;
}

void Deployments::apply_locked(Config config) {
  auto snapshot = std::make_shared<Snapshot>();
  for (const auto& [name, settings] : config.deployments) {
    auto deployment = make_deployment(config, name, &settings);
    deployment->state = state_of(name, settings.limits, deployment->latency.front());
    snapshot->deployments.emplace(name, std::move(deployment));
  }
  const LatencyProfile fallback = config.profile_of(nullptr, LatencyKind::chat_completions);
  for (auto& [name, state] : states_) {
    if (config.deployments.contains(name)) continue;
    state->limiter.configure({});
    state->gate.configure(fallback.max_concurrency, fallback.max_queue);
  }
  snapshot->config = std::move(config);
  snapshot_ = std::move(snapshot);
  version_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<DeploymentState> Deployments::state_of(const std::string& name, const LimitSettings& limits,
                                                       const LatencyProfile& latency) {
  if (const auto found = states_.find(name); found != states_.end()) {
    found->second->limiter.configure(limits);
    found->second->gate.configure(latency.max_concurrency, latency.max_queue);
    return found->second;
  }
  const std::size_t index = std::min(states_.size(), kMaxStates);  // the last is shared
  auto state = std::make_shared<DeploymentState>(name, index, limits, latency);
  states_.emplace(name, state);
  return state;
}

std::shared_ptr<const Deployments::Snapshot> Deployments::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

std::shared_ptr<const Deployment> Deployments::undefined(const Snapshot& snapshot, std::string_view name) {
  auto deployment = make_deployment(snapshot.config, std::string(name), nullptr);
  const std::lock_guard lock(mutex_);
  std::string label = deployment->name;
  const bool full = undefined_states_ >= kMaxUndefined || states_.size() >= kMaxStates;
  if (full && !states_.contains(label)) label = kOther;
  // A state that exists is left as it is: a newer snapshot may have defined the deployment meanwhile.
  const auto found = states_.find(label);
  if (found == states_.end()) ++undefined_states_;
  deployment->state = found != states_.end() ? found->second : state_of(label, {}, deployment->latency.front());
  return deployment;
}

std::vector<std::shared_ptr<DeploymentState>> Deployments::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<DeploymentState>> all;
  for (const auto& [name, state] : states_) all.push_back(state);
  return all;
}

const Deployments::Snapshot& DeploymentView::current() {
  if (const auto version = deployments_.version(); version != version_) {
    snapshot_ = deployments_.snapshot();
    undefined_.clear();
    version_ = version;
  }
  return *snapshot_;
}

std::shared_ptr<const Deployment> DeploymentView::find(std::string_view name) {
  const auto& snapshot = current();
  if (const auto found = snapshot.deployments.find(name); found != snapshot.deployments.end()) return found->second;
  if (!snapshot.config.allow_undefined_openai_deployments || name.size() > Config::kLongestName) return nullptr;
  if (const auto found = undefined_.find(name); found != undefined_.end()) return found->second;
  if (undefined_.size() >= Deployments::kMaxStates) undefined_.clear();
  auto deployment = deployments_.undefined(snapshot, name);
  undefined_.emplace(std::string(name), deployment);
  return deployment;
}

}  // namespace oaisim
