#include "loadtest/plan/trace_file.h"

#include <doctest/doctest.h>

#include "loadtest/schedule/arrivals.h"
#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;
using namespace std::chrono_literals;

namespace {

std::vector<TraceRow> rows_of(const std::string& text, TraceFormat format = TraceFormat::automatic) {
  auto trace = TraceFile::open(temporary_file(text), format);
  REQUIRE(trace.ok());
  std::vector<TraceRow> rows;
  while (true) {
    const auto row = trace->next();
    REQUIRE(row.ok());
    if (!*row) return rows;
    rows.push_back(**row);
  }
}

std::string problem_of(const std::string& text, TraceFormat format = TraceFormat::automatic) {
  const auto summary = summarize_trace(temporary_file(text), format);
  REQUIRE_FALSE(summary.ok());
  return summary.error().message;
}

const std::string kAzure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
const std::string kBurst = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n";

}  // namespace

TEST_CASE("an Azure trace is read to its ticks of 100 ns, across midnight and with offsets from UTC") {
  const auto rows = rows_of(kAzure +
                            "2023-11-16 23:59:59.6805900,374,44\r\n2023-11-17 00:00:00.0000001,396,109\r\n\r\n"
                            "2023-11-17 02:00:00.5+02:00,1,2\n2023-11-17T00:00:01Z,5,0");
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].since_first == 0s);
  CHECK(rows[0].prompt_tokens == 374);
  CHECK(rows[0].output_tokens == 44);
  CHECK(rows[1].since_first == 319'410'100ns);
  CHECK(rows[2].since_first == 819'410'000ns);
  CHECK(rows[3].since_first == 1'319'410'000ns);
  CHECK(rows[3].output_tokens == 1);
}

TEST_CASE("a BurstGPT trace is read by its names of columns, with those that came later") {
  auto rows = rows_of(kBurst + "5,ChatGPT,472,18,490,Conversation log\n45.5,GPT-4,1087,230,1317,API log\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].since_first == 40'500ms);
  CHECK(rows[1].prompt_tokens == 1087);
  CHECK(rows[1].output_tokens == 230);
  rows = rows_of(
      "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
      "7,\"a\",1.5,ChatGPT,10,20,30,Conversation log\n");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].prompt_tokens == 10);
  CHECK(rows[0].output_tokens == 20);
}

TEST_CASE("a Mooncake trace is read from lines of JSON") {
  const auto rows = rows_of(
      "{\"timestamp\": 27482, \"input_length\": 6955, \"output_length\": 52, \"hash_ids\": [46, 47]}\n"
      "{\"timestamp\": 30535, \"input_length\": 6472, \"output_length\": 26, \"hash_ids\": []}\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].since_first == 3053ms);
  CHECK(rows[1].prompt_tokens == 6472);
  CHECK(rows[1].output_tokens == 26);
}

TEST_CASE("a bad line of a trace is refused with its number") {
  CHECK(problem_of(kAzure + "2023-11-16 18:15:46,1,2\n\nyesterday,1,2\n").starts_with("line 4 of "));
  CHECK(problem_of(kAzure + "2023-02-30 18:15:46,1,2\n").find("has no time such as") != std::string::npos);
  CHECK(problem_of(kAzure + "2023-11-16 18:15:46,1\n").find("whole numbers of tokens") != std::string::npos);
  CHECK(problem_of(kBurst + "5,ChatGPT,-1,18,490,x\n").starts_with("line 2 of "));
  CHECK(problem_of(kBurst + "nan,ChatGPT,1,18,490,x\n").find("has no time in seconds") != std::string::npos);
  CHECK(problem_of(kBurst + "5,ChatGPT,1,18,,x\n4,ChatGPT,1,18,19,x\n").find("is earlier than") != std::string::npos);
  CHECK(problem_of("{\"timestamp\": 1}\n").find("input_length") != std::string::npos);
  CHECK(problem_of("{\"timestamp\": 1, \"input_length\": 1, \"output_length\": 1}\n[1]\n").starts_with("line 2 of "));
  CHECK(problem_of("{" + std::string(TraceFile::kLongestLine, ' ')).find("longer than 1 MiB") != std::string::npos);
  CHECK(problem_of("a,b,c\n1,2,3\n").find("allowed: ") != std::string::npos);
  CHECK(problem_of(kAzure + "2023-11-16 18:15:46,1,2\n", TraceFormat::mooncake).find("line 1 of ") == 0);
}

TEST_CASE("a trace without rows, a missing file and a folder are refused") {
  CHECK(problem_of("").find("is empty") != std::string::npos);
  CHECK(problem_of(kAzure).find("has no rows") != std::string::npos);
  CHECK_FALSE(summarize_trace("/nonexistent/trace.csv", TraceFormat::automatic).ok());
  CHECK_FALSE(summarize_trace("/", TraceFormat::automatic).ok());
}

TEST_CASE("a trace is replayed as fast as wanted, and its workers share its rows") {
  std::string text = kBurst;
  for (int i = 0; i < 100; ++i) text += std::to_string(10 * i) + ",m," + std::to_string(i + 1) + ",7,0,x\n";
  const auto path = temporary_file(text);
  const auto summary = summarize_trace(path, TraceFormat::automatic);
  REQUIRE(summary.ok());
  CHECK(summary->rows == 100);
  CHECK(summary->length == 990s);
  LoadPlan load;
  load.shape = LoadShape::open_loop;
  load.arrivals = ArrivalKind::trace;
  load.trace = {.path = path, .scale = 20};
  const TimePoint start{1h};
  int seen = 0;
  for (int worker = 0; worker < 3; ++worker) {
    const auto arrivals = *make_arrivals(load, start, worker, 3);
    while (const auto arrival = arrivals->next()) {
      CHECK(arrival->due == start + arrival->number * 500ms);
      CHECK(arrival->prompt_tokens == static_cast<TokenCount>(arrival->number) + 1);
      CHECK(arrival->output_tokens == 7);
      ++seen;
    }
  }
  CHECK(seen == 100);
}
