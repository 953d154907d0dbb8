#include "common/text/csv_reader.h"

#include <doctest/doctest.h>

using namespace oaisim;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// All records; the error's message as the last one.
Rows rows_of(std::string_view text) {
  CsvReader reader(text);
  Rows rows;
  std::vector<std::string> fields;
  while (true) {
    const auto more = reader.next(fields);
    if (!more) return rows.push_back({std::to_string(reader.line()) + ": " + more.error().message}), rows;
    if (!*more) return rows;
    rows.push_back(fields);
  }
}

}  // namespace

TEST_CASE("records are read as RFC 4180 writes them") {
  CHECK(rows_of("") == Rows{});
  CHECK(rows_of("a,b\nc,d") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(rows_of("a,b\r\nc,d\r\n") == Rows{{"a", "b"}, {"c", "d"}});
  CHECK(rows_of("a,,\n,\n") == Rows{{"a", "", ""}, {"", ""}});
  CHECK(rows_of("\"x, \"\"y\"\"\nz\",2\n") == Rows{{"x, \"y\"\nz", "2"}});
  CHECK(rows_of("\"\",\"\"\"\"\n") == Rows{{"", "\""}});
  CHECK(rows_of("\n\r\na\n\n") == Rows{{"a"}});
  CHECK(rows_of("say \"hi\",5\n") == Rows{{"say \"hi\"", "5"}});
  CHECK(rows_of(" a , b ") == Rows{{" a ", " b "}});
}

TEST_CASE("a broken record names the line that it begins at") {
  CHECK(rows_of("a\n\"x\ny\"\n\"open\nend").back() ==
        std::vector<std::string>{"4: a quoted field does not end; expected a closing \""});
  CHECK(rows_of("\"x\"y\n").back()[0].starts_with("1: text follows a closing \""));
  CHECK(rows_of(std::string(5000, ',')).back()[0] == "1: has more than 4096 fields");
}

TEST_CASE("what is written as a field is read back") {
  for (const std::string text : {"", "plain", "a,b", "\"", "line\nline", "\r", " \"x\" "}) {
    std::string row;
    append_csv_field(row, text);
    CHECK(rows_of("x," + row + "\n") == Rows{{"x", text}});
  }
}
