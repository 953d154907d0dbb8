// Files with one CSV row per request (RFC 4180), written while the run goes on.
//
//   intended_ns,sent_ns,... : nanoseconds of the run's clock since the start of the run; empty: did not happen
//
// Each worker has RequestRows, a buffer of bounded size that is written in whole rows when it is full and every
// second: a killed process leaves a readable file.  Rows of different workers are interleaved in any order.
// A file that does not take its rows gets no more of them, so that at most its last row is broken; others go on.
//
// Ownership: RequestRows refer to the RequestLog.  Thread safety: RequestLog: all of it, after open(); a
// RequestRows belongs to its worker.
#pragma once

#include <atomic>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

// The names of the columns as the first line has them.
std::string_view request_log_heading();

// What a file did not take.
struct LostRows {
  std::string path;
  std::uint64_t rows = 0;
  std::string reason;  // of the system
};

class RequestLog {
 public:
  RequestLog() = default;
  ~RequestLog();
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;

  // Truncates the file and writes the heading.  Called for several files, all get every row.
  Status open(const std::string& path);

  // The same for a file that may fail: what it does not take is told by lost_rows().
  void open_if_possible(const std::string& path);
  bool is_open() const { return !files_.empty(); }

  // Appends `count` whole rows in one go.
  void append(std::string_view rows, std::uint64_t count) const;

  std::vector<LostRows> lost_rows() const;

 private:
  struct File {
    std::string path;
    int descriptor = -1;
    mutable std::atomic<int> failure{0};  // errno; 0: none
    mutable std::atomic<std::uint64_t> lost{0};

    void append(std::string_view rows, std::uint64_t count) const;
  };

  std::deque<File> files_;
};

class RequestRows {
 public:
  RequestRows(const RequestLog& log, int worker, TimePoint start) : log_(log), worker_(worker), start_(start) {}

  void add(const RequestRecord& record);
  void flush();

 private:
  static constexpr std::size_t kBufferBytes = 64 << 10;

  void append_time(TimePoint time);
  void append_number(std::int64_t number);

  const RequestLog& log_;
  int worker_;
  TimePoint start_;
  std::string buffer_;
  std::uint64_t buffered_ = 0;
};

}  // namespace oaisim::loadtest
