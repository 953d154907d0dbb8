#include "loadtest/results/request_log.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

TEST_CASE("every request is a row with as many fields as the heading") {
  const TemporaryFolder folder;
  const auto path = folder / "rows.csv";
  constexpr TimePoint kStart{1h};
  constexpr int kRows = 3000;
  {
    RequestLog log;
    OutputPlan plan;
    plan.csv_path = path;
    REQUIRE(log.open(plan).ok());
    RequestRows rows(log, 2, kStart);
    RequestRecord record;
    record.intended = kStart + 5ns;
    record.sent = kStart + 7ns;
    record.status = 429;
    record.outcome = Outcome::rate_limited;
    record.limit_reason = LimitReason::tokens;
    record.retry_after = 1s;
    record.stage = 2;
    record.level = 8;
    for (int i = 0; i < kRows; ++i) rows.add(record);
    rows.flush();
    CHECK(log.lost_rows().empty());
  }
  std::istringstream lines(read_file(path));
  std::string heading, row;
  std::getline(lines, heading);
  int count = 0;
  while (std::getline(lines, row)) {
    ++count;
    REQUIRE(row.ends_with('\r'));
    REQUIRE(std::count(row.begin(), row.end(), ',') == std::count(heading.begin(), heading.end(), ','));
  }
  CHECK(count == kRows);
  CHECK(heading.starts_with("worker,phase,outcome,limit_reason,status,retries,intended_ns"));
  std::istringstream again(read_file(path));
  std::getline(again, heading);
  std::getline(again, row);
  CHECK(row == "2,measured,429,tokens,429,0,5,,,7,,,,,,0,0,0,,0,0,1000000000,3,8,0,0,\r");
}

TEST_CASE("JSON Lines hold the same facts, without what did not happen") {
  const TemporaryFolder folder;
  const auto path = folder / "rows.jsonl";
  OutputPlan plan;
  plan.jsonl_path = path;
  {
    RequestLog log;
    REQUIRE(log.open(plan).ok());
    RequestRows rows(log, 1, TimePoint{1h});
    RequestRecord record;
    record.intended = TimePoint{1h} + 5ns;
    record.outcome = Outcome::connect;
    rows.add(record);
    rows.add(record);
    rows.flush();
  }
  std::istringstream lines(read_file(path));
  std::string line;
  std::getline(lines, line);
  CHECK(line ==
        R"({"worker":1,"phase":"measured","outcome":"connect","status":0,"retries":0,"intended_ns":5,)"
        R"("longest_stall_ns":0,"prompt_tokens":0,"completion_tokens":0,"first_event_tokens":0,"content_events":0,)"
        R"("retry_after_ns":0,"stage":1,"level":0,"cached_tokens":0,"reasoning_tokens":0})");
  CHECK(std::getline(lines, line));
  CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("several files get the same rows, and one that is full does not keep the others from theirs") {
  const TemporaryFolder folder;
  const auto first = folder / "first.csv";
  const auto second = folder / "second.csv";
  {
    RequestLog log;
    OutputPlan plan;
    plan.csv_path = first;
    REQUIRE(log.open(plan).ok());
    log.open_if_possible(RowFormat::csv, "", "/dev/full");
    log.open_if_possible(RowFormat::csv, "--csv", second);
    RequestRows rows(log, 0, TimePoint{1h});
    for (int i = 0; i < 7; ++i) rows.add(RequestRecord{});
    rows.flush();
    REQUIRE(log.lost_rows().size() == 1);
    CHECK(log.lost_rows()[0].path == "/dev/full");
    CHECK(log.lost_rows()[0].rows == 7);
    CHECK(log.lost_rows()[0].reason == "No space left on device");
  }
  const auto text = read_file(first);
  CHECK(std::count(text.begin(), text.end(), '\n') == 8);
  CHECK(read_file(second) == text);
}

TEST_CASE("a file that cannot be written is named") {
  OutputPlan plan;
  plan.csv_path = "/nonexistent/x.csv";
  RequestLog log;
  const auto status = log.open(plan);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message.starts_with("--csv: cannot write '/nonexistent/x.csv'"));
  plan = {};
  plan.jsonl_path = "/nonexistent/x.jsonl";
  CHECK(RequestLog().open(plan).error().message.starts_with("--jsonl: cannot write"));
}

TEST_CASE("a full disk is noticed when the heading is written") {
  OutputPlan plan;
  plan.csv_path = "/dev/full";
  RequestLog log;
  CHECK_FALSE(log.open(plan).ok());
}
