// Files with one row per request, written while the run goes on: CSV (RFC 4180) and JSON Lines, with the same facts.
//
//   intended_ns, sent_ns ... : nanoseconds of the run's clock since the start of the run; empty or absent: did not
//   happen
//
// Each worker has RequestRows, a buffer of bounded size per file that is written in whole rows when it is full and
// every second: a killed process leaves readable files.  Rows of different workers are interleaved in any order.
//
// Ownership: RequestRows refer to the RequestLog.  Thread safety: RequestLog: all of it, after open(); a
// RequestRows belongs to its worker.
#pragma once

#include <array>
#include <string>

#include "common/base/result.h"
#include "loadtest/plan/output_plan.h"
#include "loadtest/results/request_record.h"

namespace oaisim::loadtest {

enum class RowFormat : std::uint8_t { csv, jsonl };
inline constexpr std::size_t kRowFormats = 2;

class RequestLog {
 public:
  RequestLog() = default;
  ~RequestLog();
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;

  // Truncates the files that the plan names and writes their headings.
  Status open(const OutputPlan& plan);
  bool is_open() const { return is_open(RowFormat::csv) || is_open(RowFormat::jsonl); }
  bool is_open(RowFormat format) const { return files_[static_cast<std::size_t>(format)] >= 0; }

  // Appends whole rows in one go.  False when the disk did not take them.
  bool append(RowFormat format, std::string_view rows) const;

 private:
  Status open(RowFormat format, const std::string& flag, const std::string& path, const std::string& heading);

  std::array<int, kRowFormats> files_{-1, -1};
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

  struct Buffer {
    std::string text;
    std::uint64_t rows = 0;
  };

  void flush(RowFormat format);

  const RequestLog& log_;
  int worker_;
  TimePoint start_;
  std::array<Buffer, kRowFormats> buffers_;
  std::uint64_t lost_ = 0;
};

}  // namespace oaisim::loadtest
