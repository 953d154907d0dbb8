// Pushes the metrics of a running test to a Prometheus Pushgateway, on a thread of its own.
//
//   MetricsPusher pusher(gateway, tls, page);   // pushes at once, then every interval
//   pusher.give(page);                          // now and then: what is pushed next
//   pusher.finish();                            // pushes it once more and ends
//   std::cerr << pusher.conclude();
//
// A push takes kTimeout at most, besides finding the server.  One that fails changes nothing for the run and is not
// repeated: the next one tells more.  Pushes are PUTs, which replace the whole group, so that latencies of which there
// are none any more do not stay.
//
// Ownership: the gateway and the page are copied.  Thread safety: its functions are called on one thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "common/base/clock.h"
#include "common/http/client_address.h"
#include "loadtest/plan/push_gateway.h"

namespace oaisim::loadtest {

class MetricsPusher {
 public:
  static constexpr std::chrono::seconds kTimeout{5};  // real time

  MetricsPusher(PushGateway gateway, TlsClientSettings tls, std::string page);
  ~MetricsPusher();  // as conclude()

  void give(std::string page);

  // Does not wait.
  void finish();

  // Finishes and waits for the last push.  How many failed, for the user; empty: none.
  std::string conclude();

  // The first push that failed, for the user, told once; empty: nothing new.
  std::string take_warning();

 private:
  struct Outcomes {
    int pushes = 0;
    int failed = 0;
    bool last_failed = false;
    std::string problem = {};  // of the last push that failed
  };

  void run();
  void push_page(std::unique_lock<std::mutex>& lock);  // which is not held meanwhile
  std::string push(const std::string& page);           // the problem; empty: none
  std::string problem_of(int status, const std::string& body) const;

  const PushGateway gateway_;
  const TlsClientSettings tls_;
  const SystemClock clock_;
  std::optional<ServerAddress> address_;  // the thread's; none: it is to be looked for

  std::mutex mutex_;  // of what follows
  std::condition_variable wake_;
  std::string page_;
  bool finished_ = false;
  bool warned_ = false;
  Outcomes outcomes_;

  std::thread thread_;  // last: it uses the others
};

}  // namespace oaisim::loadtest
