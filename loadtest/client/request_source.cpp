#include "loadtest/client/request_source.h"

#include <algorithm>

#include "loadtest/client/request_head.h"

namespace oaisim::loadtest {
namespace {

// Of a prompt that is only estimated: more tokens than most texts have, so that a limit is kept.
constexpr std::size_t kBytesPerToken = 3;
constexpr TokenCount kMessageTokens = 4;

}  // namespace

Result<RequestSource> RequestSource::make(const RunPlan& plan, std::shared_ptr<const Dataset> dataset) {
  RequestSource source(plan);
  source.dataset_ = std::move(dataset);
  if (!plan.request.json_path.empty()) {
    auto path = JsonPath::parse(plan.request.json_path);
    if (!path) return invalid("--json-path: " + path.error().message);
    source.json_path_ = std::move(*path);
  }
  if (auto status = source.check_first(); !status) return status.error();
  source.has_body_ = plan.target.api != Api::http || plan.request.body || source.dataset_ != nullptr;
  source.head_ = request_head(plan.target, plan.request, source.has_body_);
  source.prepare();
  return source;
}

Status RequestSource::check_first() const {
  if (plan_->target.api == Api::http) return success();
  if (dataset_ == nullptr || dataset_->at(0).turns.empty()) {
    return invalid("the dataset has no prompts, which --api " + std::string(traits_of(plan_->target.api).name) +
                   " needs; plain records are for --api http");
  }
  return success();
}

// What plain HTTP sends: the flag's text, or what is picked of a record.
std::string RequestSource::payload(const Sample& sample) const {
  if (plan_->request.body) return *plan_->request.body;
  if (!json_path_) return sample.record;
  auto picked = json_path_->first_of(sample.record);
  return picked ? std::move(*picked) : sample.record;
}

// The load's wish, then the sample's, then the plan's.
std::optional<TokenCount> RequestSource::max_tokens_of(const Sample& sample, std::optional<TokenCount> wish) const {
  if (wish) return wish;
  return sample.max_tokens ? sample.max_tokens : plan_->request.max_tokens;
}

TokenCount RequestSource::most_tokens(const Sample& sample, std::size_t turns,
                                      std::optional<TokenCount> max_tokens) const {
  const RequestPlan& wishes = plan_->request;
  std::size_t bytes = wishes.system.empty() ? sample.system.size() : wishes.system.size();
  const std::size_t shown = std::min(turns, sample.turns.size());
  for (std::size_t i = 0; i < shown; ++i) {
    bytes += sample.turns[i].user.size() + (i + 1 < shown ? sample.turns[i].recorded_reply.size() : 0);
  }
  auto prompt = static_cast<TokenCount>(bytes / kBytesPerToken) + kMessageTokens * static_cast<TokenCount>(2 * shown);
  prompt = std::max(prompt, sample.prompt_tokens);
  return prompt + max_tokens_of(sample, max_tokens).value_or(0);
}

void RequestSource::write(const Sample& sample, std::size_t turns, std::optional<std::int64_t> max_tokens,
                          std::string& body, std::string& out) const {
  const RequestPlan& wishes = plan_->request;
  const bool http = plan_->target.api == Api::http;
  const std::string picked = http ? payload(sample) : std::string();
  Ask ask{.system = wishes.system.empty() ? sample.system : wishes.system,
          .turns = std::span(sample.turns).first(turns),
          .payload = picked,
          .max_tokens = max_tokens_of(sample, max_tokens)};
  body.clear();
  protocol_->write_body(body, plan_->target, wishes, ask);
  out.assign(head_);
  if (has_body_) {
    append_body(out, body);
  } else {
    out += "\r\n";
  }
}

// Only what does not depend on a reply, and fits.
void RequestSource::prepare() {
  const bool constant = dataset_ == nullptr || plan_->request.body.has_value();
  const std::uint64_t count = constant ? 1 : dataset_->size();
  if (count > kMostPrepared) return;
  std::vector<std::string> prepared;
  std::string body;
  std::size_t bytes = 0;
  for (std::uint64_t number = 0; number < count; ++number) {
    const Sample sample = constant ? Sample{} : dataset_->at(number);
    if (sample.turns.size() > 1 && plan_->target.api != Api::http) return;
    write(sample, sample.turns.size(), {}, body, prepared.emplace_back());
    bytes += prepared.back().size();
    if (bytes > kMostPreparedBytes) return;
  }
  prepared_ = std::move(prepared);
}

}  // namespace oaisim::loadtest
