#include "loadtest/datasets/records.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "common/text/csv_reader.h"
#include "common/text/json_writer.h"
#include "loadtest/datasets/json_array.h"

namespace oaisim::loadtest {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

Status check_length(std::string_view text) {
  if (text.size() <= kMostRecordBytes) return success();
  return Error{ErrorCode::limit_exceeded,
               "the record is longer than " + std::to_string(kMostRecordBytes >> 20) + " MiB, the most that is read"};
}

// The parser's own message may quote the whole record, so only its place is told.
Status parse_record(std::string_view text, const char* expected, Record& record) {
  if (auto status = check_length(text); !status) return status;
  try {
    record.value = nlohmann::json::parse(text);
    record.text = text;
    return success();
  } catch (const nlohmann::json::parse_error& problem) {
    return invalid("not JSON: wrong at byte " + std::to_string(problem.byte) + " of the record; expected " + expected);
  } catch (const nlohmann::json::exception&) {  // a number out of range
    return invalid(std::string("not JSON: a number is too large; expected ") + expected);
  }
}

class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // The next line that is not blank, without its end; empty at the end.
  std::string_view next() {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find('\n'), rest_.size());
      std::string_view line = rest_.substr(0, end);
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.find_first_not_of(kBlanks) != std::string_view::npos) return line;
    }
    return {};
  }

  std::size_t line() const { return line_; }

 private:
  std::string_view rest_;
  std::size_t line_ = 0;
};

class JsonLines final : public Records {
 public:
  explicit JsonLines(std::string_view text) : lines_(text) {}

  Result<bool> next(Record& record) override {
    const std::string_view line = lines_.next();
    if (line.empty()) return false;
    if (auto status = parse_record(line, "one JSON value a line", record); !status) return status.error();
    return true;
  }
  std::size_t line() const override { return lines_.line(); }

 private:
  Lines lines_;
};

class TextLines final : public Records {
 public:
  explicit TextLines(std::string_view text) : lines_(text) {}

  Result<bool> next(Record& record) override {
    const std::string_view line = lines_.next();
    if (line.empty()) return false;
    if (auto status = check_length(line); !status) return status.error();
    text_.clear();
    append_string(text_, line);
    record = {line, text_};
    return true;
  }
  std::size_t line() const override { return lines_.line(); }

 private:
  Lines lines_;
  std::string text_;
};

class JsonValues final : public Records {
 public:
  explicit JsonValues(std::string_view text) : array_(text) {}

  Result<bool> next(Record& record) override {
    const auto text = array_.next();
    if (!text) return text.error();
    if (text->empty()) return false;
    if (auto status = parse_record(*text, "a JSON value", record); !status) return status.error();
    return true;
  }
  std::size_t line() const override { return array_.line(); }

 private:
  JsonArray array_;
};

class CsvRows final : public Records {
 public:
  explicit CsvRows(std::string_view text) : reader_(text) {}

  Result<bool> next(Record& record) override {
    if (header_.empty()) {
      if (auto header = read_header(); !header || !*header) return header;
    }
    auto more = reader_.next(fields_);
    if (!more || !*more) return more;
    if (fields_.size() != header_.size()) {
      return invalid("the row has " + std::to_string(fields_.size()) + " fields; expected " +
                     std::to_string(header_.size()) + ", as the header has");
    }
    return write(record);
  }
  std::size_t line() const override { return reader_.line(); }

 private:
  Result<bool> read_header() {
    auto more = reader_.next(header_);
    if (!more || !*more) return more;
    std::set<std::string> names;
    for (const auto& name : header_) {
      if (name.empty()) return invalid("a field of the header has no name");
      if (!names.insert(name).second) return invalid("the header names the field '" + name + "' twice");
    }
    return true;
  }

  Result<bool> write(Record& record) {
    record.value = nlohmann::json::object();
    text_ = "{";
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (i > 0) text_ += ',';
      append_string(text_, header_[i]);
      text_ += ':';
      append_string(text_, fields_[i]);
      record.value[header_[i]] = std::move(fields_[i]);
    }
    text_ += '}';
    if (auto status = check_length(text_); !status) return status.error();
    record.text = text_;
    return true;
  }

  CsvReader reader_;
  std::vector<std::string> header_;
  std::vector<std::string> fields_;
  std::string text_;
};

}  // namespace

DatasetFormat format_of_content(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return DatasetFormat::text;
  const std::string_view line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  if (text[begin] == '{') {
    return line.size() > kMostRecordBytes || nlohmann::json::accept(line) ? DatasetFormat::jsonl : DatasetFormat::json;
  }
  return text[begin] == '[' ? DatasetFormat::json : DatasetFormat::text;
}

std::unique_ptr<Records> records_of(std::string_view text, DatasetFormat format) {
  if (format == DatasetFormat::sharegpt) {
    format = format_of_content(text) == DatasetFormat::jsonl ? DatasetFormat::jsonl : DatasetFormat::json;
  }
  switch (format) {
    case DatasetFormat::csv:
      return std::make_unique<CsvRows>(text);
    case DatasetFormat::jsonl:
      return std::make_unique<JsonLines>(text);
    case DatasetFormat::text:
      return std::make_unique<TextLines>(text);
    default:
      return std::make_unique<JsonValues>(text);
  }
}

}  // namespace oaisim::loadtest
