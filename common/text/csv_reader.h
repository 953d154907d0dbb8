// Reads comma-separated values record by record.
//
//   name,note\r\n
//   Ann,"said ""hi"", and
//   left"\n               a quoted field may hold commas, quotes (doubled) and line ends
//
// Lines end with LF or CRLF.  Blank lines are left out.  A quote within a field that does not begin with one is
// taken as it is.  Nothing is trimmed.
//
// Ownership: views the text, which outlives it.  Thread safety: none.
// Source: RFC 4180.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace oaisim {

class CsvReader {
 public:
  static constexpr std::size_t kMostFields = 4096;  // of a record

  explicit CsvReader(std::string_view text) : rest_(text) {}

  // The next record; false at the end.  Error: what is wrong with the record that begins at line().
  Result<bool> next(std::vector<std::string>& fields);

  // Where the record that next() gave last begins; the first line is 1.
  std::size_t line() const { return line_; }

 private:
  Result<std::string> take_field();
  Result<std::string> take_quoted_field();
  bool skip_line_end();

  std::string_view rest_;
  std::size_t line_ = 1;
  std::size_t next_line_ = 1;
};

// `text` as a field: quoted where it has to be.
void append_csv_field(std::string& out, std::string_view text);

}  // namespace oaisim
