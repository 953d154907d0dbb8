// A file with one CSV row per request (RFC 4180), written while the run goes on.
//
//   intended_ns,sent_ns,... : nanoseconds of the run's clock since the start of the run; empty: did not happen
//
// Each worker has RequestRows, a buffer of bounded size that is written in whole rows when it is full and every
// second: a killed process leaves a readable file.  Rows of different workers are interleaved in any order.
//
// Ownership: RequestRows refer to the RequestLog.  Thread safety: RequestLog: all of it, after open(); a
// RequestRows belongs to its worker.
#pragma once

#include <string>

#include "common/base/result.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

class RequestLog {
 public:
  RequestLog() = default;
  ~RequestLog();
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;

  // Truncates the file and writes the heading.
  Status open(const std::string& path);
  bool is_open() const { return file_ >= 0; }

  // Appends whole rows in one go.  False when the disk did not take them.
  bool append(std::string_view rows) const;

 private:
  int file_ = -1;
};

class RequestRows {
 public:
  RequestRows(const RequestLog& log, int worker, TimePoint start) : log_(log), worker_(worker), start_(start) {}

  void add(const RequestRecord& record);
  void flush();

  // Rows that the disk did not take.
  std::uint64_t lost() const { return lost_; }

 private:
  static constexpr std::size_t kBufferBytes = 64 << 10;

  void append_time(TimePoint time);
  void append_number(std::int64_t number);

  const RequestLog& log_;
  int worker_;
  TimePoint start_;
  std::string buffer_;
  std::uint64_t buffered_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace oaisim::loadtest
