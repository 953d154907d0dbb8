// Reads the rows of a spool in batches, by the names of its heading: a file of another version has other columns.
//
// A row that was written in part, because the disk was full or the process killed, is counted and left out.
//
// Memory: a batch.  Ownership: batches point into the reader until next() is called again.  Thread safety: none.
#pragma once

#include <deque>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "loadtest/store/store.h"

namespace oaisim::loadtest {

class SpoolReader {
 public:
  explicit SpoolReader(const std::string& path);

  // Up to kRowsAtATime rows; none: the end.
  Result<RequestBatch> next();

  std::int64_t rows() const { return rows_; }              // read so far
  std::int64_t unreadable() const { return unreadable_; }  // and left out
  double share_read() const;                               // of the file, 0 to 1

 private:
  bool fill();
  Status fill_lines();
  std::string_view take_line();
  bool split(std::string_view line);
  Status read_heading();
  void add_row(RequestBatch& batch);

  std::string path_;
  std::ifstream file_;
  std::int64_t size_ = 0;
  std::int64_t bytes_read_ = 0;
  std::string buffer_;
  std::size_t position_ = 0;  // of the next line in the buffer
  bool has_heading_ = false;
  bool at_end_ = false;
  std::vector<std::size_t> places_;         // of each of request_columns() in a line; npos: not in this file
  std::size_t columns_ = 0;                 // of the file
  std::vector<std::string_view> fields_;    // of the line that was split
  std::deque<std::string> without_quotes_;  // fields in which quotes were doubled
  std::int64_t rows_ = 0;
  std::int64_t unreadable_ = 0;
};

}  // namespace oaisim::loadtest
