#include "loadtest/results/request_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/text/json_writer.h"

namespace oaisim::loadtest {
namespace {

constexpr std::array<std::string_view, 3> kSources{"", "usage", "events"};

// Every column of a row in its order; what is new goes to the end.  Visitor: number(name, value), time(name, moment)
// and word(name, text), of which an empty text and kNever mean that there is none.
template <typename Visitor>
void visit_columns(const RequestRecord& record, int worker, Visitor& visit) {
  visit.number("worker", worker);
  visit.word("phase", record.warmup ? "warmup" : record.cooldown ? "cooldown" : "measured");
  visit.word("outcome", name_of(record.outcome));
  visit.word("limit_reason", name_of(record.limit_reason));
  visit.number("status", record.status);
  visit.number("retries", record.retries);
  visit.time("intended_ns", record.intended);
  visit.time("connecting_ns", record.connecting);
  visit.time("connected_ns", record.connected);
  visit.time("sent_ns", record.sent);
  visit.time("first_byte_ns", record.first_byte);
  visit.time("first_token_ns", record.first_token);
  visit.time("last_token_ns", record.last_token);
  visit.time("done_ns", record.done);
  visit.time("closed_ns", record.closed);
  visit.number("longest_stall_ns", record.longest_stall.count());
  visit.number("prompt_tokens", record.prompt_tokens);
  visit.number("completion_tokens", record.completion_tokens);
  visit.word("token_source", kSources[static_cast<std::size_t>(record.token_source)]);
  visit.number("first_event_tokens", record.first_event_tokens);
  visit.number("content_events", record.content_events);
  visit.number("retry_after_ns", record.retry_after.count());
  visit.number("stage", record.stage + 1);
  visit.number("level", record.level);
  visit.number("cached_tokens", record.cached_tokens);
  visit.number("reasoning_tokens", record.reasoning_tokens);
  visit.time("secured_ns", record.secured);
}

struct Heading {
  std::string text = {};

  void name(std::string_view column) { text.append(text.empty() ? "" : ",").append(column); }
  void number(std::string_view column, std::int64_t) { name(column); }
  void time(std::string_view column, TimePoint) { name(column); }
  void word(std::string_view column, std::string_view) { name(column); }
};

struct CsvRow {
  std::string& out;
  TimePoint start;

  // The words are our own and need no quotes.
  void word(std::string_view, std::string_view value) { out.append(value).push_back(','); }
  void number(std::string_view, std::int64_t value) {
    append_integer(out, value);
    out.push_back(',');
  }
  void time(std::string_view column, TimePoint moment) {
    if (moment == kNever) return out.push_back(',');
    number(column, (moment - start).count());
  }
};

struct JsonRow {
  std::string& out;
  TimePoint start;

  void name(std::string_view column) { out.append("\"").append(column).append("\":"); }
  void word(std::string_view column, std::string_view value) {
    if (value.empty()) return;
    name(column);
    append_string(out, value);
    out.push_back(',');
  }
  void number(std::string_view column, std::int64_t value) {
    name(column);
    append_integer(out, value);
    out.push_back(',');
  }
  void time(std::string_view column, TimePoint moment) {
    if (moment != kNever) number(column, (moment - start).count());
  }
};

std::string csv_heading() {
  Heading heading;
  visit_columns(RequestRecord{}, 0, heading);
  return heading.text + "\r\n";
}

void append_csv(std::string& out, const RequestRecord& record, int worker, TimePoint start) {
  CsvRow row{out, start};
  visit_columns(record, worker, row);
  out.back() = '\r';
  out.push_back('\n');
}

void append_json(std::string& out, const RequestRecord& record, int worker, TimePoint start) {
  out.push_back('{');
  JsonRow row{out, start};
  visit_columns(record, worker, row);
  out.back() = '}';
  out.push_back('\n');
}

// 0, or the errno of what went wrong.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

std::string_view request_log_heading() {
  static const std::string heading = csv_heading();
  return heading;
}

RequestLog::~RequestLog() {
  for (const auto& file : files_) {
    if (file.descriptor >= 0) ::close(file.descriptor);
  }
}

void RequestLog::open_if_possible(RowFormat format, const std::string& flag, const std::string& path) {
  auto& file = files_.emplace_back();
  file.format = format;
  file.flag = flag;
  file.path = path;
  file.descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  const std::string_view heading = format == RowFormat::csv ? request_log_heading() : std::string_view();
  file.failure = file.descriptor < 0 ? errno : write_all(file.descriptor, heading);
  open_[static_cast<std::size_t>(format)] = true;
}

Status RequestLog::open(RowFormat format, const std::string& flag, const std::string& path) {
  if (path.empty()) return success();
  open_if_possible(format, flag, path);
  const int failure = files_.back().failure;
  if (failure == 0) return success();
  return Error{ErrorCode::io, flag + ": cannot write '" + path + "': " + std::strerror(failure)};
}

Status RequestLog::open(const OutputPlan& plan) {
  if (auto status = open(RowFormat::csv, "--csv", plan.csv_path); !status) return status;
  return open(RowFormat::jsonl, "--jsonl", plan.jsonl_path);
}

void RequestLog::File::append(std::string_view rows, std::uint64_t count) const {
  if (failure.load(std::memory_order_relaxed) == 0) {
    const int code = write_all(descriptor, rows);
    if (code == 0) return;
    failure.store(code, std::memory_order_relaxed);
  }
  lost.fetch_add(count, std::memory_order_relaxed);
}

void RequestLog::append(RowFormat format, std::string_view rows, std::uint64_t count) const {
  for (const auto& file : files_) {
    if (file.format == format) file.append(rows, count);
  }
}

std::vector<LostRows> RequestLog::lost_rows() const {
  std::vector<LostRows> lost;
  for (const auto& file : files_) {
    if (file.lost != 0) lost.push_back({file.flag, file.path, file.lost, std::strerror(file.failure)});
  }
  return lost;
}

void RequestRows::add(const RequestRecord& record) {
  for (const RowFormat format : {RowFormat::csv, RowFormat::jsonl}) {
    if (!log_.is_open(format)) continue;
    Buffer& buffer = buffers_[static_cast<std::size_t>(format)];
    (format == RowFormat::csv ? append_csv : append_json)(buffer.text, record, worker_, start_);
    ++buffer.rows;
    if (buffer.text.size() >= kBufferBytes) flush(format);
  }
}

void RequestRows::flush() {
  for (const RowFormat format : {RowFormat::csv, RowFormat::jsonl}) flush(format);
}

void RequestRows::flush(RowFormat format) {
  Buffer& buffer = buffers_[static_cast<std::size_t>(format)];
  if (!buffer.text.empty()) log_.append(format, buffer.text, buffer.rows);
  buffer.text.clear();
  buffer.rows = 0;
}

}  // namespace oaisim::loadtest
