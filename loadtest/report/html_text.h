// Text and numbers for HTML and SVG.
//
// What is written is well-formed as HTML and as XML: reports are parsed as both in tests.
// Thread safety: all of it.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace oaisim::loadtest {

// Text of others within an element or an attribute: none of it is markup, control characters are spaces and bytes that
// are no UTF-8 are U+FFFD.
std::string html_escaped(std::string_view text);

// With as many decimals as make three digits: 1,234 / 123 / 12.3 / 0.123; no zeros at the end.
std::string short_number(double number);

// A coordinate.
std::string coordinate(double value);

// A table that scrolls sideways by itself where it is too wide.  Cells are HTML already; the first of each row is its
// head.  Nothing is written when there are no rows.
struct HtmlTable {
  std::string caption;
  std::vector<std::string> heads;
  std::vector<std::vector<std::string>> rows;
};
void write_table(const HtmlTable& table, std::ostream& out);

}  // namespace oaisim::loadtest
