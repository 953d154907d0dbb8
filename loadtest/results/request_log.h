// Files with one row per request, written while the run goes on: CSV (RFC 4180) and JSON Lines, with the same facts.
//
//   intended_ns, sent_ns ... : nanoseconds of the run's clock since the start of the run; empty or absent: did not
//   happen
//
// Each worker has RequestRows, a buffer of bounded size per format that is written in whole rows when it is full and
// every second: a killed process leaves readable files.  Rows of different workers are interleaved in any order.
// A file that does not take its rows gets no more of them, so that at most its last row is broken; others go on.
//
// Ownership: RequestRows refer to the RequestLog.  Thread safety: RequestLog: all of it, after open(); a
// RequestRows belongs to its worker.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "loadtest/plan/output_plan.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

enum class RowFormat : std::uint8_t { csv, jsonl };
inline constexpr std::size_t kRowFormats = 2;

// The names of the columns as the first line of CSV has them.
std::string_view request_log_heading();

// What a file did not take.
struct LostRows {
  std::string flag;  // that named the file, such as --csv; empty: none did
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

  // Truncates the files that the plan names and writes their headings.
  Status open(const OutputPlan& plan);

  // The same for one file that may fail: what it does not take is told by lost_rows().
  void open_if_possible(RowFormat format, const std::string& flag, const std::string& path);

  bool is_open() const { return !files_.empty(); }
  bool is_open(RowFormat format) const { return open_[static_cast<std::size_t>(format)]; }

  // Appends `count` whole rows in one go to the files of that format.
  void append(RowFormat format, std::string_view rows, std::uint64_t count) const;

  std::vector<LostRows> lost_rows() const;

 private:
  struct File {
    RowFormat format = RowFormat::csv;
    std::string flag;
    std::string path;
    int descriptor = -1;
    mutable std::atomic<int> failure{0};  // errno; 0: none
    mutable std::atomic<std::uint64_t> lost{0};

    void append(std::string_view rows, std::uint64_t count) const;
  };

  Status open(RowFormat format, const std::string& flag, const std::string& path);

  std::deque<File> files_;
  std::array<bool, kRowFormats> open_{};
};

class RequestRows {
 public:
  RequestRows(const RequestLog& log, int worker, TimePoint start) : log_(log), worker_(worker), start_(start) {}

  void add(const RequestRecord& record);
  void flush();

 private:
  static constexpr std::size_t kBufferBytes = 64 << 10;

  struct Buffer {
    std::string text;
    std::uint64_t rows = 0;
  };

  void flush(RowFormat format);

  const RequestLog& log_;
  int worker_;
  TimePoint start_;
  std::array<Buffer, kRowFormats> buffers_;
};

}  // namespace oaisim::loadtest
