#include "common/text/csv_reader.h"

#include <algorithm>

namespace oaisim {

Result<bool> CsvReader::next(std::vector<std::string>& fields) {
  fields.clear();
  while (skip_line_end()) continue;
  line_ = next_line_;
  if (rest_.empty()) return false;
  while (true) {
    auto field = take_field();
    if (!field) return field.error();
    if (fields.size() == kMostFields) return invalid("has more than " + std::to_string(kMostFields) + " fields");
    fields.push_back(std::move(*field));
    if (rest_.empty() || skip_line_end()) return true;
    rest_.remove_prefix(1);  // the comma
  }
}

// Leaves `rest_` at a comma, at a line's end, or empty.
Result<std::string> CsvReader::take_field() {
  if (rest_.starts_with('"')) return take_quoted_field();
  std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
  if (end > 0 && end < rest_.size() && rest_[end] == '\n' && rest_[end - 1] == '\r') --end;
  std::string field(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return field;
}

Result<std::string> CsvReader::take_quoted_field() {
  std::string field;
  rest_.remove_prefix(1);
  while (true) {
    const std::size_t quote = rest_.find('"');
    if (quote == std::string_view::npos) return invalid("a quoted field does not end; expected a closing \"");
    const std::string_view part = rest_.substr(0, quote);
    next_line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    field += part;
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) break;
    field += '"';
    rest_.remove_prefix(1);
  }
  if (rest_.empty() || rest_[0] == ',' || rest_[0] == '\n' || rest_.starts_with("\r\n")) return field;
  return invalid("text follows a closing \"; expected a comma or the end of the line");
}

bool CsvReader::skip_line_end() {
  const std::size_t size = rest_.starts_with("\r\n") ? 2 : rest_.starts_with('\n') ? 1 : 0;
  rest_.remove_prefix(size);
  if (size > 0) ++next_line_;
  return size > 0;
}

void append_csv_field(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace oaisim
