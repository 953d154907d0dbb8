#include "loadtest/engine/users.h"

#include <algorithm>
namespace oaisim::loadtest {

std::unique_ptr<Schedule> Users::schedule_of(std::int64_t user) const {
  const LoadPlan& load = runner_.plan().load;
  const TimePoint start = runner_.context().start;
  if (load.shape == LoadShape::paced_users) {
    return std::make_unique<ConstantRate>(start, load.requests_per_second, user, load.users);
  }
  return std::make_unique<ClosedLoop>(start, runner_.context().concurrency.levels(), user + 1, load.think_time,
                                      Random(load.seed, static_cast<std::uint64_t>(user) + 1));
}

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

void Users::wake_idle() {
  for (auto& lane : lanes_) {
    if (lane.idle) lane.timer.cancel();
  }
}

asio::awaitable<void> Users::user(Lane& lane, std::int64_t index) {
  const auto schedule = schedule_of(index);
  while (true) {
    const auto due = schedule->next(lane.ready);
    lane.idle = true;
    if (!due || runner_.stop_condition().is_over(std::max(*due, lane.resume))) {
      co_await runner_.wait_for_end(lane.timer);
      co_return;
    }
    const TimePoint moment = std::max(*due, lane.resume);
    co_await runner_.wait_for_moment(lane.timer, moment);
    lane.idle = false;
    if (!runner_.begin(moment)) co_return;
    // Those who still wait for their turn will have none.
    if (runner_.stop_condition().used_up()) wake_idle();
    co_await runner_.perform(lane, {.due = *due, .number = runner_.next_number()});
    lane.ready = std::max(lane.ready, lane.resume);
  }
}

}  // namespace oaisim::loadtest
