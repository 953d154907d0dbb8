#include "loadtest/engine/users.h"

#include <algorithm>
#include <memory>

#include "loadtest/schedule/schedule.h"

namespace oaisim::loadtest {
namespace {

std::unique_ptr<Schedule> schedule_of(const LoadPlan& load, TimePoint start, std::int64_t user) {
  if (load.shape == LoadShape::paced_users) {
    return std::make_unique<ConstantRate>(start, load.requests_per_second, user, load.users);
  }
  const Duration delay =
      load.spawn_rate > 0 ? from_seconds(static_cast<double>(user) / load.spawn_rate) : Duration::zero();
  return std::make_unique<ClosedLoop>(start + delay, load.think_time);
}

}  // namespace

asio::awaitable<void> Users::run() {
  for (std::int64_t index = first_; index < runner_.plan().load.users; index += stride_) {
    lanes_.emplace_back(runner_);
    group_.spawn(user(lanes_.back(), index));
  }
  co_await group_.wait();
}

void Users::wake() {
  for (auto& lane : lanes_) lane.timer.cancel();
}

asio::awaitable<void> Users::user(Lane& lane, std::int64_t index) {
  const auto schedule = schedule_of(runner_.plan().load, runner_.context().start, index);
  while (true) {
    const TimePoint due = schedule->next(lane.ready);
    const TimePoint moment = std::max(due, lane.resume);
    if (!runner_.begin(moment)) co_return;
    co_await runner_.wait_for_moment(lane.timer, moment);
    if (runner_.stop_condition().stopped()) co_return;
    co_await runner_.perform(lane, due);
    lane.ready = std::max(lane.ready, lane.resume);
  }
}

}  // namespace oaisim::loadtest
