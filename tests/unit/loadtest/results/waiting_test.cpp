#include "loadtest/results/waiting.h"

#include <doctest/doctest.h>

#include "loadtest/plan/slo.h"
#include "loadtest/plan/threshold.h"
#include "loadtest/results/findings.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

std::string text(const std::optional<std::string>& finding) { return finding.value_or(""); }

// A server that froze: every tenth of the requests waited for a second before it was sent.
RunResult frozen() {
  RunResult result;
  for (Latency* latency : {&result.latencies.ttft, &result.latencies.e2e}) {
    for (int i = 0; i < 100; ++i) {
      latency->from_sent.record(4'000'000);
      latency->from_intended.record(i % 10 == 0 ? 1'004'000'000 : 4'000'000);
    }
  }
  return result;
}

}  // namespace

TEST_CASE("a wait before sending is named when it is long") {
  RunResult result;
  for (int i = 0; i < 100; ++i) {
    result.latencies.e2e.from_sent.record(100'000'000);
    result.latencies.e2e.from_intended.record(100'000'000 + i * 10'000'000);
  }
  CHECK(text(find_waiting(result)).find("ms from intended and 100 ms from sent") != std::string::npos);
  result.latencies.e2e.from_intended = result.latencies.e2e.from_sent;
  CHECK_FALSE(find_waiting(result));
}

TEST_CASE("a wait is put down to what it was for") {
  RunResult result;
  result.latencies.e2e.from_sent.record(100'000'000);
  result.latencies.e2e.from_intended.record(900'000'000);
  const auto ends_with = [&](const std::string& end) { return text(find_waiting(result)).ends_with(end); };
  CHECK(ends_with("from sent. The load was more than what the connections could take."));
  result.plan.send.requests_per_minute = 300;
  CHECK(ends_with("from sent. --max-rpm held them back."));
  result.measured.retries = 3;
  CHECK(ends_with("--max-rpm held them back. Failures and the waits before their retries are part of the first."));
  result.client.late_sends = 1;
  CHECK(ends_with("are part of the first. The load was more than what the connections could take."));
}

TEST_CASE("what a limit kept from being sent is counted and the limit is named") {
  RunResult result;
  result.plan.send.tokens_per_minute = 5;
  CHECK_FALSE(find_not_sent(result));
  result.measured.requests = 3000;
  result.measured.not_sent = 2100;
  CHECK(text(find_not_sent(result)).starts_with("2,100 of 3,000 requests were not sent: --max-tpm held them back"));
  result.plan.send = {};  // read from a file
  CHECK(text(find_not_sent(result)).find("not sent: --max-rpm or --max-tpm held") != std::string::npos);
}

TEST_CASE("a threshold that passes only from sent is named with both figures") {
  RunResult result = frozen();
  result.plan.output.thresholds = {*parse_threshold("e2e_p50>1s"), *parse_threshold("e2e_p99>1s")};
  CHECK(text(find_hidden_waiting(result)) ==
        "--fail-if 'e2e_p99>1s' passes from sent (4.00 ms) and would fail from intended (1004 ms); e2e_intended judges "
        "that.");
  CHECK(findings_of(result).back() == text(find_hidden_waiting(result)));
  for (const char* other : {"e2e_intended_p99>1s", "e2e_p99>2s", "e2e_p99>1ms", "tpot_p99>1s", "error_rate>1%"}) {
    CAPTURE(other);
    result.plan.output.thresholds = {*parse_threshold(other)};
    CHECK_FALSE(find_hidden_waiting(result));
  }
}

TEST_CASE("an SLO that is met only from sent is named with both shares") {
  RunResult result = frozen();
  result.plan.output.slos = {*parse_slo("tpot<1s"), *parse_slo("ttft<500ms")};
  CHECK(text(find_hidden_waiting(result)) ==
        "--slo 'ttft<500ms' is missed by 0.0 % of the successes from sent and by 10.0 % from intended; ttft_intended "
        "counts those.");
  for (const char* other : {"ttft_intended<500ms", "ttft<2s", "ttft<1ms"}) {
    CAPTURE(other);
    result.plan.output.slos = {*parse_slo(other)};
    CHECK_FALSE(find_hidden_waiting(result));
  }
}

TEST_CASE("a search's SLO that holds only from sent is named") {
  const RunResult result = frozen();
  const Threshold slos[] = {*parse_threshold("error_rate<1%"), *parse_threshold("e2e_p99<500ms")};
  CHECK(text(find_hidden_slo(result, slos)) ==
        "'e2e_p99<500ms' holds from sent (4.00 ms) and would not from intended (1004 ms); e2e_intended judges that");
  const Threshold met[] = {*parse_threshold("e2e_p99<2s"), *parse_threshold("e2e_p99<1ms"),
                           *parse_threshold("e2e_intended_p99<500ms")};
  CHECK_FALSE(find_hidden_slo(result, met));
}
