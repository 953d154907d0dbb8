// An open loop: requests begin when they are due, whatever the replies do.
//
//   arrivals ── due ──► a resting connection, else a new one (up to --max-connections), else the queue
//                       the queue is as long as there may be connections; beyond it a send is dropped
//
// A send that waited in the queue is late, which is counted; its latency from `intended` includes the wait.
// Thread safety: as Load.
#pragma once

#include <deque>
#include <list>
#include <memory>
#include <vector>

#include "loadtest/engine/coroutine_group.h"
#include "loadtest/engine/load.h"
#include "loadtest/schedule/arrivals.h"

namespace oaisim::loadtest {

class OpenLoop final : public Load {
 public:
  // `arrivals`: this worker's share of them; `max_connections`: its share of those, at least 1.
  OpenLoop(RequestRunner& runner, std::unique_ptr<Arrivals> arrivals, std::int64_t max_connections);

  asio::awaitable<void> run() override;
  void wake() override;

 private:
  struct Connection {
    explicit Connection(RequestRunner& runner) : lane(runner) {}
    Lane lane;
    Arrival work{};
    bool has_work = false;
  };

  void offer(const Arrival& arrival);
  void give(Connection& connection, const Arrival& arrival);
  bool take_waiting(Connection& connection);
  asio::awaitable<void> connection_loop(Connection& connection);
  void wake_resting();

  RequestRunner& runner_;
  std::unique_ptr<Arrivals> arrivals_;
  std::size_t max_connections_;
  CoroutineGroup group_;
  asio::steady_timer timer_;
  std::list<Connection> connections_;
  std::vector<Connection*> resting_;  // the last to rest is the first to work: the fewest connections stay warm
  std::deque<Arrival> waiting_;
  bool over_ = false;  // nothing more will be offered
};

}  // namespace oaisim::loadtest
