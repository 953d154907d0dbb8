#include "loadtest/engine/open_loop.h"

#include <algorithm>

namespace oaisim::loadtest {
namespace {

constexpr int kOffersPerTurn = 32;

}  // namespace

OpenLoop::OpenLoop(RequestRunner& runner, std::unique_ptr<Arrivals> arrivals, std::int64_t max_connections)
    : runner_(runner),
      arrivals_(std::move(arrivals)),
      max_connections_(static_cast<std::size_t>(std::max<std::int64_t>(1, max_connections))),
      group_(runner.io()),
      timer_(runner.io()) {}

asio::awaitable<void> OpenLoop::run() {
  for (int offered = 1;; ++offered) {
    const auto arrival = arrivals_->next();
    if (!arrival || !runner_.begin(arrival->due)) {
      co_await runner_.wait_for_end(timer_);
      break;
    }
    co_await runner_.wait_for_moment(timer_, arrival->due);
    if (runner_.stop_condition().stopped()) break;
    offer(*arrival);
    // A rate that is ahead of what can be sent never waits: the connections must get their turn.
    if (offered % kOffersPerTurn == 0) co_await asio::post(runner_.io(), asio::use_awaitable);
  }
  over_ = true;
  if (runner_.stop_condition().stopped()) waiting_.clear();
  wake_resting();
  co_await group_.wait();
}

void OpenLoop::wake() {
  timer_.cancel();
  for (auto& connection : connections_) connection.lane.timer.cancel();
}

void OpenLoop::offer(const Arrival& arrival) {
  if (!resting_.empty()) {
    Connection& connection = *resting_.back();
    resting_.pop_back();
    give(connection, arrival);
    connection.lane.timer.cancel();
  } else if (connections_.size() < max_connections_) {
    Connection& connection = connections_.emplace_back(runner_);
    give(connection, arrival);
    group_.spawn(connection_loop(connection));
  } else if (waiting_.size() < max_connections_) {
    waiting_.push_back(arrival);
  } else {
    runner_.statistics().drop(arrival.due, runner_.is_measured(arrival.due));
  }
}

void OpenLoop::give(Connection& connection, const Arrival& arrival) {
  connection.work = arrival;
  connection.has_work = true;
}

bool OpenLoop::take_waiting(Connection& connection) {
  if (waiting_.empty()) return false;
  give(connection, waiting_.front());
  waiting_.pop_front();
  ++runner_.statistics().health().late_sends;
  return true;
}

asio::awaitable<void> OpenLoop::connection_loop(Connection& connection) {
  while (true) {
    if (connection.has_work) {
      connection.has_work = false;
      co_await runner_.perform(connection.lane, connection.work);
    }
    if (connection.has_work || take_waiting(connection)) continue;
    if (over_) co_return;
    resting_.push_back(&connection);
    error_code ec;
    connection.lane.timer.expires_at(TimePoint::max());
    co_await connection.lane.timer.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    // Woken without work only when the run is over or stops: it must not be given any afterwards.
    if (!connection.has_work) std::erase(resting_, &connection);
  }
}

void OpenLoop::wake_resting() {
  for (auto* connection : resting_) connection->lane.timer.cancel();
}

}  // namespace oaisim::loadtest
