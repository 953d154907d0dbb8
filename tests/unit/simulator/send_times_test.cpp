#include "simulator/send_times.h"

#include <doctest/doctest.h>

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

const TimePoint kReceived = TimePoint{} + 5s;

}  // namespace

TEST_CASE("what is sent together is reported together, each token once") {
  SendTimes times(kReceived);
  std::string comments;
  times.written(0, kReceived + 10us);
  times.written(1, kReceived + 20us);
  times.sent(kReceived + 25us, comments);
  CHECK(comments ==
        ": sim-timing token=0 due_ns=10000 sent_ns=25000\n\n"
        ": sim-timing token=1 due_ns=20000 sent_ns=25000\n\n");
  comments.clear();
  times.sent(kReceived + 30us, comments);
  CHECK(comments.empty());
}

TEST_CASE("a whole reply reports itself in a header") {
  CHECK(SendTimes(kReceived).header(kReceived + 1ms, kReceived + 2ms) ==
        "x-sim-timing: due_ns=1000000; sent_ns=2000000\r\n");
}
