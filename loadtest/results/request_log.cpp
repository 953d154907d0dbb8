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

}  // namespace

RequestLog::~RequestLog() {
  if (file_ >= 0) ::close(file_);
}

Status RequestLog::open(const std::string& path) {
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) return Error{ErrorCode::io, "--csv: cannot write '" + path + "': " + std::strerror(errno)};
  if (!append(kHeading)) return Error{ErrorCode::io, "--csv: cannot write '" + path + "': " + std::strerror(errno)};
  return success();
}

bool RequestLog::append(std::string_view rows) const {
  while (!rows.empty()) {
    const auto written = ::write(file_, rows.data(), rows.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    rows.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
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
  buffer_.append(record.warmup ? "warmup," : record.cooldown ? "cooldown," : "measured,");
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
  if (!buffer_.empty() && !log_.append(buffer_)) lost_ += buffered_;
  buffer_.clear();
  buffered_ = 0;
}

}  // namespace oaisim::loadtest
