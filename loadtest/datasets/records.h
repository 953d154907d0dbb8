// The records of a dataset's text, one after another, each as a JSON value.
//
//   json      an array of values, or one object
//   jsonl     a value a line; blank lines are left out
//   csv       a header with the names of the fields, then a record a row: an object of strings
//   text      a prompt a line: a string; blank lines are left out
//
// Only one record is parsed at a time, and none may be longer than kMostRecordBytes, so that memory stays bounded.
//
// Ownership: views the text, which outlives it.  Thread safety: none; used while starting.
// Source: RFC 8259, RFC 4180, jsonlines.org.
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "common/base/result.h"
#include "loadtest/plan/dataset_plan.h"

namespace oaisim::loadtest {

inline constexpr std::size_t kMostRecordBytes = std::size_t{16} << 20;

struct Record {
  nlohmann::json value;
  std::string_view text;  // the same as JSON text, until the next record
};

class Records {
 public:
  virtual ~Records() = default;

  // The next record; false at the end.  Error: what is wrong with the record that begins at line().
  virtual Result<bool> next(Record& record) = 0;

  // Where the last record begins; the first line is 1.
  virtual std::size_t line() const = 0;
};

// REQUIRES: the text is valid UTF-8; the format is not automatic.  sharegpt is read as json or jsonl, by its content.
std::unique_ptr<Records> records_of(std::string_view text, DatasetFormat format);

// What the content looks like: json, jsonl or text.
DatasetFormat format_of_content(std::string_view text);

}  // namespace oaisim::loadtest
