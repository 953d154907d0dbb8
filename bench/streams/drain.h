// Opens many connections, asks for a streamed chat completion on each, and reads them all to their end.
//
//   connect all ─► send each request at its start ─► epoll, recv, count ─► all ended, or the time is over
//
// With `ttft` and `itl` the schedule of every event is known here: token k is due `ttft + (k - 1) itl` after the
// request was sent.  The lateness of an event is measured from before send() to after the recv() that completed it,
// so that it holds everything in between.
//
// Thread safety: none; one thread reads all connections.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/streams/lateness.h"
#include "bench/streams/stream_reader.h"
#include "common/base/clock.h"
#include "common/base/result.h"

namespace oaisim::bench {

struct DrainPlan {
  std::uint16_t port = 0;
  std::int64_t connections = 1000;
  std::int64_t tokens = 100;  // of each stream
  std::string model;
  std::string key;
  std::optional<double> ttft_ms;
  std::optional<double> itl_ms;
  Duration spread{};  // requests begin at random moments of this time; zero: all at once
  Duration timeout = std::chrono::minutes(3);
  bool keep_first_reply = false;
};

struct DrainResult {
  std::int64_t ended = 0;    // streams that ended with [DONE] and had the number of events they should
  std::int64_t refused = 0;  // replies other than 200
  std::int64_t broken = 0;   // streams that ended in another way
  std::int64_t events = 0;
  std::int64_t receives = 0;
  std::int64_t bytes = 0;
  double seconds = 0;  // from the first request to the end of the last stream
  Lateness lateness;
  std::string first_reply;  // the bytes of the first connection
};

class Drain {
 public:
  Drain(const Clock& clock, DrainPlan plan);
  ~Drain();
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;

  Status connect();
  DrainResult run();

 private:
  struct Stream {
    int socket = -1;
    TimePoint start{};
    TimePoint sent{};
    StreamReader reader;
  };

  std::string request() const;
  void send_due(TimePoint now);
  void receive(Stream& stream);
  void note_lateness(Stream& stream, std::int64_t events_before, TimePoint now);
  void finish(Stream& stream, std::int64_t& count);

  const Clock& clock_;
  DrainPlan plan_;
  int epoll_ = -1;
  std::vector<Stream> streams_;  // by start
  std::size_t next_ = 0;         // of streams_, to be sent
  std::int64_t open_ = 0;
  TimePoint began_{};
  std::string bytes_;
  DrainResult result_;
};

}  // namespace oaisim::bench
