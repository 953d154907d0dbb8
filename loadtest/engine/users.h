// Users of a closed loop: each has a connection and sends one request at a time.
//
//   user 0   start ── request ── think ── request ── ...
//   user 1      start ── request ── think ── ...          1 / spawn_rate later, or when a stage wants as many
//
// Paced users send at fixed moments instead of after a reply, evenly staggered; one whose reply is late sends
// as soon as it has come, and the latency from `intended` shows the wait.  A user whom a failure made wait (with
// --retry-on), or who in a closed loop could not connect, sends nothing meanwhile.
// Thread safety: as Load.
#pragma once

#include <list>
#include <memory>

#include "loadtest/engine/coroutine_group.h"
#include "loadtest/engine/load.h"
#include "loadtest/schedule/schedule.h"

namespace oaisim::loadtest {

class Users final : public Load {
 public:
  // The users `first`, `first + stride`, ... of the plan.
  Users(RequestRunner& runner, int first, int stride)
      : runner_(runner), group_(runner.io()), first_(first), stride_(stride) {}

  asio::awaitable<void> run() override;
  void wake() override;

 private:
  asio::awaitable<void> user(Lane& lane, std::int64_t index);
  std::unique_ptr<Schedule> schedule_of(std::int64_t user) const;
  void wake_idle();

  RequestRunner& runner_;
  CoroutineGroup group_;
  std::list<Lane> lanes_;
  int first_;
  int stride_;
};

}  // namespace oaisim::loadtest
