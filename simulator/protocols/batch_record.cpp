#include "simulator/protocols/batch_record.h"

#include <algorithm>

#include "common/text/json_writer.h"

namespace oaisim {
namespace {

void append_errors(const std::vector<BatchError>& errors, std::string& out) {
  if (errors.empty()) {
    out += "null";
    return;
  }
  out += "{\"object\":\"list\",\"data\":[";
  for (const auto& error : errors) {
    if (&error != &errors.front()) out += ',';
    out += "{\"code\":";
    append_string(out, error.code);
    out += ",\"message\":";
    append_string(out, error.message);
    out += ",\"param\":";
    append_string_or_null(out, error.param);
    out += ",\"line\":" + (error.line == 0 ? "null" : std::to_string(error.line)) + "}";
  }
  out += "]}";
}

void append_times(const BatchRecord& batch, const Clock& clock, std::string& out) {
  const auto append = [&](std::string_view name, std::optional<TimePoint> moment) {
    out.append(",\"").append(name).append("\":");
    out += moment ? std::to_string(batch.unix_time(*moment, clock)) : "null";
  };
  const auto end_as = [&](BatchStatus status) { return batch.status == status ? batch.ended : std::nullopt; };
  append("created_at", batch.created);
  append("in_progress_at", batch.began);
  append("expires_at", batch.created + kBatchWindow);
  append("finalizing_at", batch.finalizing);
  append("completed_at", end_as(BatchStatus::completed));
  append("failed_at", end_as(BatchStatus::failed));
  append("expired_at", end_as(BatchStatus::expired));
  append("cancelling_at", batch.cancelling);
  append("cancelled_at", end_as(BatchStatus::cancelled));
}

void append_usage(const BatchUsage& usage, std::string& out) {
  out += ",\"usage\":{\"input_tokens\":";
  append_integer(out, usage.input);
  out += ",\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":";
  append_integer(out, usage.output);
  out += ",\"output_tokens_details\":{\"reasoning_tokens\":";
  append_integer(out, usage.reasoning);
  out += "},\"total_tokens\":";
  append_integer(out, usage.input + usage.output);
  out += '}';
}

}  // namespace

std::string_view status_text(BatchStatus status) {
  switch (status) {
    case BatchStatus::validating:
      return "validating";
    case BatchStatus::failed:
      return "failed";
    case BatchStatus::in_progress:
      return "in_progress";
    case BatchStatus::finalizing:
      return "finalizing";
    case BatchStatus::completed:
      return "completed";
    case BatchStatus::expired:
      return "expired";
    case BatchStatus::cancelling:
      return "cancelling";
    case BatchStatus::cancelled:
      break;
  }
  return "cancelled";
}

void BatchRecord::begin(BatchOutcome answered, TimePoint now) {
  model = answered.model;
  errors = answered.errors;
  if (!errors.empty()) {
    status = BatchStatus::failed;
    ended = now;
    return;
  }
  status = BatchStatus::in_progress;
  began = now;
  total = answered.results.size();
  const TimePoint all_done = now + (answered.results.empty() ? Duration{} : answered.results.back().done);
  const TimePoint window_over = std::max(created + kBatchWindow, now);
  stops = std::min(all_done, window_over);
  ends = stops + kFinalizing;
  ends_as = all_done > window_over ? BatchStatus::expired : BatchStatus::completed;
  outcome = std::make_shared<const BatchOutcome>(std::move(answered));
}

void BatchRecord::cancel(TimePoint now) {
  status = BatchStatus::cancelling;
  cancelling = now;
  stops = now;
  if (outcome == nullptr) outcome = std::make_shared<const BatchOutcome>();  // it was not begun
  for (const auto& result : outcome->results) {
    if (*began + result.begun <= now) stops = std::max(stops, *began + result.done);
  }
  stops = std::min(stops, now + kLongestCancelling);
  ends = stops;
  ends_as = BatchStatus::cancelled;
}

void BatchRecord::advance(TimePoint now) {
  completed = 0;
  failed = 0;
  usage = {};
  for (const auto& result : outcome->results) {
    if (!is_done(result, now)) continue;
    ++(result.failed ? failed : completed);
    usage.input += result.usage.input;
    usage.output += result.usage.output;
    usage.reasoning += result.usage.reasoning;
  }
  if (cancelling || now < stops) return;
  status = BatchStatus::finalizing;
  finalizing = stops;
}

bool BatchRecord::is_done(const BatchResult& result, TimePoint now) const {
  if (cancelling && *began + result.begun > *cancelling) return false;
  return *began + result.done <= std::min(now, stops);
}

std::int64_t BatchRecord::unix_time(TimePoint moment, const Clock& clock) const {
  const Duration passed = clock.real_time_of(moment) - clock.real_time_of(created);
  return created_at + std::chrono::duration_cast<std::chrono::seconds>(passed).count();
}

std::size_t BatchRecord::bytes() const {
  constexpr std::size_t kRoomForErrors = 1024;
  std::size_t error_bytes = 0;
  for (const auto& error : errors) error_bytes += sizeof(error) + error.message.size();
  const std::size_t bytes = sizeof(*this) + metadata.size() + std::max(kRoomForErrors, error_bytes);
  if (outcome == nullptr) return bytes;
  std::size_t outcome_bytes = 0;
  for (const auto& result : outcome->results) {
    outcome_bytes += sizeof(result) + result.head.size() + result.answer.size();
  }
  return bytes + outcome_bytes;
}

void append_batch(const BatchRecord& batch, const Clock& clock, std::string& out) {
  out += "{\"id\":\"" + batch.id + "\",\"object\":\"batch\",\"endpoint\":";
  append_string(out, batch.endpoint);
  if (!batch.model.empty()) {
    out += ",\"model\":";
    append_string(out, batch.model);
  }
  out += ",\"errors\":";
  append_errors(batch.errors, out);
  out += ",\"input_file_id\":";
  append_string(out, batch.input_file_id);
  out += R"(,"completion_window":"24h","status":")";
  out += status_text(batch.status);
  out += "\",\"output_file_id\":";
  append_string_or_null(out, batch.output_file_id);
  out += ",\"error_file_id\":";
  append_string_or_null(out, batch.error_file_id);
  append_times(batch, clock, out);
  out += ",\"request_counts\":{\"total\":";
  append_integer(out, batch.total);
  out += ",\"completed\":";
  append_integer(out, batch.completed);
  out += ",\"failed\":";
  append_integer(out, batch.failed);
  out += '}';
  append_usage(batch.usage, out);
  out += ",\"metadata\":" + batch.metadata + "}";
}

}  // namespace oaisim
