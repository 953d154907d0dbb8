#include "loadtest/results/run_document.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "loadtest/results/figures_document.h"
#include "loadtest/results/plan_document.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::json;

constexpr int kMostDepth = 32;
constexpr std::size_t kMostValues = 2'000'000;
constexpr std::size_t kMostTexts = 1000;  // labels, findings, reasons, thresholds, SLOs
constexpr std::string_view kSchemaFamily = "oaisim-load-result/";

std::vector<std::string> read_texts(const DocumentField& field) {
  std::vector<std::string> texts;
  for (const DocumentField& item : field.items(kMostTexts)) texts.push_back(item.text());
  return texts;
}

Verdict read_verdict(const DocumentField& client, const Latencies& latencies) {
  return {.valid = client["verdict"].text() == "VALID",
          .nothing_measured = latencies.e2e.from_sent.empty(),
          .reasons = read_texts(client["reasons"])};
}

std::vector<ThresholdOutcome> read_thresholds(const DocumentField& field) {
  std::vector<ThresholdOutcome> outcomes;
  for (const DocumentField& item : field.items(kMostTexts)) {
    const DocumentField expression = item["fail_if"];
    const auto threshold = parse_threshold(expression.text());
    if (!threshold) return expression.fail("is no threshold: " + threshold.error().message), outcomes;
    const DocumentField measured = item["measured"];
    ThresholdOutcome outcome{
        .threshold = *threshold, .has_value = !measured.is_null(), .failed = item["failed"].flag()};
    if (outcome.has_value) outcome.measured = measured.number() * (threshold->is_latency() ? kNanosecondsPerMs : 1);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

void read_goodput(const DocumentField& field, RunResult& result) {
  if (field.is_null()) return;
  const DocumentField slos = field["slos"];
  for (const auto& text : read_texts(slos)) {
    const auto slo = parse_slo(text);
    if (!slo) return slos.fail("holds what is no SLO: " + slo.error().message);
    result.plan.output.slos.push_back(*slo);
  }
  result.goodput = {
      .met = field["met"].count(), .offered = field["offered"].count(), .per_second = field["per_second"].number()};
  if (result.goodput.met > result.goodput.offered) field["met"].fail("is more than was offered");
}

Status check_schema(const Json& document) {
  const auto found = document.is_object() ? document.find("schema") : document.end();
  if (!document.is_object() || found == document.end() || !found->is_string()) {
    return invalid("is no result of a load test: schema is missing");
  }
  const auto schema = found->get<std::string>();
  if (schema == kResultSchema) return success();
  if (schema.starts_with(kSchemaFamily)) {
    return invalid("schema is '" + schema.substr(0, 60) +
                   "', a version that this program does not read; allowed: " + std::string(kResultSchema));
  }
  return invalid("is no result of a load test: schema is '" + schema.substr(0, 60) + "'");
}

}  // namespace

Result<RunResult> read_run(const Json& document) {
  if (auto status = check_schema(document); !status) return status.error();
  DocumentProblem problem;
  const DocumentField root(document, "", problem);
  RunResult result;
  result.id = root["id"].text();
  for (const auto& [name, value] : root["labels"].members(kMostTexts)) result.labels[name] = value.text();
  result.plan = read_plan(root["plan"]);
  result.dataset = read_dataset(root["plan"]);
  result.started_unix = root["started_unix"].signed_count();
  result.length = root["length_s"].seconds();
  result.steady_length = root["steady_s"].seconds();
  result.interrupted = root["interrupted"].flag();
  result.latencies = read_latencies(root["latency_ms"]);
  result.tokens = read_tokens(root["tokens"]);
  result.measured = read_counts(root["requests"]["measured"]);
  result.whole_run = read_counts(root["requests"]["whole_run"]);
  result.steady = read_throughput(root["throughput"]["steady"]);
  read_goodput(root["goodput"], result);
  result.stages = read_segments(root["stages"]);
  result.levels = read_segments(root["levels"]);
  result.timeline = read_timeline(root["timeline"]);
  result.errors = read_errors(root["errors"]);
  result.minutes = read_minutes(root["minutes"]);
  result.client = read_client(root["client"]);
  result.verdict = read_verdict(root["client"], result.latencies);
  result.thresholds = read_thresholds(root["thresholds"]);
  for (const auto& outcome : result.thresholds) result.plan.output.thresholds.push_back(outcome.threshold);
  result.findings = read_texts(root["findings"]);
  if (problem) return invalid(problem.text());
  return result;
}

Result<RunResult> parse_run(std::string_view text) {
  if (text.size() > kMostDocumentBytes) return invalid("is larger than 64 MiB");
  std::size_t values = 0;
  bool is_too_much = false;
  const auto bounded = [&](int depth, Json::parse_event_t, const Json&) {
    is_too_much = is_too_much || depth > kMostDepth || ++values > kMostValues;
    return !is_too_much;  // what is refused takes no memory
  };
  const Json document = Json::parse(text, bounded, false);
  if (is_too_much) return invalid("is no result of a load test: it is too deep or has too many values");
  if (document.is_discarded()) return invalid("is no JSON");
  return read_run(document);
}

Result<RunResult> load_run_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 65536> piece{};
  while (file.read(piece.data(), piece.size()), file.gcount() > 0 && text.size() <= kMostDocumentBytes) {
    text.append(piece.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.is_open() || file.bad() || (text.empty() && errno != 0)) {
    return Error{ErrorCode::io, path + ": cannot be read: " + std::strerror(errno)};
  }
  auto result = parse_run(text);
  if (!result) return Error{result.error().code, path + ": " + result.error().message};
  return result;
}

}  // namespace oaisim::loadtest
