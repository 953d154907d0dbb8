#include "loadtest/results/request_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace oaisim::loadtest {
namespace {

constexpr std::string_view kHeading =
    "worker,phase,outcome,limit_reason,status,retries,intended_ns,connecting_ns,connected_ns,sent_ns,first_byte_ns,"
    "first_token_ns,last_token_ns,done_ns,closed_ns,longest_stall_ns,prompt_tokens,completion_tokens,token_source,"
    "first_event_tokens,content_events,retry_after_ns\r\n";

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

std::string_view request_log_heading() { return kHeading; }

RequestLog::~RequestLog() {
  for (const auto& file : files_) {
    if (file.descriptor >= 0) ::close(file.descriptor);
  }
}

void RequestLog::open_if_possible(const std::string& path) {
  auto& file = files_.emplace_back();
  file.path = path;
  file.descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  file.failure = file.descriptor < 0 ? errno : write_all(file.descriptor, kHeading);
}

Status RequestLog::open(const std::string& path) {
  open_if_possible(path);
  const int failure = files_.back().failure;
  if (failure == 0) return success();
  return Error{ErrorCode::io, "--csv: cannot write '" + path + "': " + std::strerror(failure)};
}

void RequestLog::File::append(std::string_view rows, std::uint64_t count) const {
  if (failure.load(std::memory_order_relaxed) == 0) {
    const int code = write_all(descriptor, rows);
    if (code == 0) return;
    failure.store(code, std::memory_order_relaxed);
  }
  lost.fetch_add(count, std::memory_order_relaxed);
}

void RequestLog::append(std::string_view rows, std::uint64_t count) const {
  for (const auto& file : files_) file.append(rows, count);
}

std::vector<LostRows> RequestLog::lost_rows() const {
  std::vector<LostRows> lost;
  for (const auto& file : files_) {
    if (file.lost != 0) lost.push_back({file.path, file.lost, std::strerror(file.failure)});
  }
  return lost;
}

void RequestRows::append_number(std::int64_t number) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  buffer_.append(text, end);
  buffer_.push_back(',');
}

void RequestRows::append_time(TimePoint time) {
  if (time == kNever) {
    buffer_.push_back(',');
  } else {
    append_number((time - start_).count());
  }
}

void RequestRows::add(const RequestRecord& record) {
  static constexpr std::string_view kSources[] = {"", "usage", "events"};
  append_number(worker_);
  buffer_.append(record.warmup ? "warmup," : "measured,");
  buffer_.append(name_of(record.outcome)).push_back(',');
  buffer_.append(name_of(record.limit_reason)).push_back(',');
  append_number(record.status);
  append_number(record.retries);
  for (const TimePoint time : {record.intended, record.connecting, record.connected, record.sent, record.first_byte,
                               record.first_token, record.last_token, record.done, record.closed}) {
    append_time(time);
  }
  append_number(record.longest_stall.count());
  append_number(record.prompt_tokens);
  append_number(record.completion_tokens);
  buffer_.append(kSources[static_cast<std::size_t>(record.token_source)]).push_back(',');
  append_number(record.first_event_tokens);
  append_number(record.content_events);
  append_number(record.retry_after.count());
  buffer_.back() = '\r';
  buffer_.push_back('\n');
  ++buffered_;
  if (buffer_.size() >= kBufferBytes) flush();
}

void RequestRows::flush() {
  if (!buffer_.empty()) log_.append(buffer_, buffered_);
  buffer_.clear();
  buffered_ = 0;
}

}  // namespace oaisim::loadtest
