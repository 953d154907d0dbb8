#include "loadtest/client/server_times.h"

#include <doctest/doctest.h>

#include <string>

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

TEST_CASE("a comment says which token was due and sent when") {
  ServerTimes times;
  times.take_comment("sim-timing token=7 due_ns=250000000 sent_ns=250061200", 8);
  REQUIRE(times.tokens().size() == 1);
  CHECK(times.tokens()[0].token == 7);
  CHECK(times.tokens()[0].content_events == 8);
  CHECK(times.tokens()[0].at.due == 250ms);
  CHECK(times.tokens()[0].at.sent == 250'061'200ns);
  times.start();
  CHECK(times.tokens().empty());
}

TEST_CASE("what is no such comment is passed over, whatever it holds") {
  ServerTimes times;
  for (const char* comment :
       {"", "keep-alive", "sim-timing", "sim-timing ", "sim-timing token=0", "sim-timing token=0 due_ns=1",
        "sim-timing token=0 due_ns=1 sent_ns=", "sim-timing token=x due_ns=1 sent_ns=2",
        "sim-timing token=0 due_ns=-1 sent_ns=2", "sim-timing token=0 due_ns=1 sent_ns=9223372036854775807",
        "sim-timing token=0 due_ns=1 sent_ns=99999999999999999999", "sim-timing token=0 overdue_ns=1 sent_ns=2",
        "sim-timing due_ns=1 sent_ns=2", "token=0 due_ns=1 sent_ns=2"}) {
    CAPTURE(comment);
    times.take_comment(comment, 1);
    CHECK(times.tokens().empty());
  }
}

TEST_CASE("the times of a reply without an end are bounded") {
  ServerTimes times;
  for (std::size_t i = 0; i < ServerTimes::kMost + 10; ++i) {
    times.take_comment("sim-timing token=" + std::to_string(i) + " due_ns=1 sent_ns=2", 1);
  }
  CHECK(times.tokens().size() == ServerTimes::kMost);
}
