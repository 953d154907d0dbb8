#include "loadtest/report/html_text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "common/text/utf8.h"
#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
}

void write_cells(const std::vector<std::string>& cells, std::ostream& out) {
  out << "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out << (i == 0 ? "<th scope=\"row\">" : "<td>") << cells[i] << (i == 0 ? "</th>" : "</td>");
  }
  out << "</tr>\n";
}

}  // namespace

std::string html_escaped(std::string_view text) {
  constexpr std::string_view kNoCharacters = "\xef\xbf";  // U+FFFE and U+FFFF, which XML does not allow, begin so
  std::string out;
  for (const char c : repair_utf8(text)) {
    append_escaped(out, c);
    const bool is_none = (c == '\xbe' || c == '\xbf') && out.size() > 2 &&
                         std::string_view(out).substr(out.size() - 3, 2) == kNoCharacters;
    if (is_none) out.back() = '\xbd';
  }
  return out;
}

std::string short_number(double number) {
  if (number >= 999.5) return with_commas(static_cast<std::uint64_t>(std::llround(std::min(number, 1e18))));
  if (number < 5e-7) return "0";
  const int digits_before = static_cast<int>(std::floor(std::log10(number))) + 1;
  std::string text = decimals(number, std::min(6, 3 - digits_before));
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string coordinate(double value) {
  std::string text = decimals(value, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

void write_table(const HtmlTable& table, std::ostream& out) {
  if (table.rows.empty()) return;
  // A region that scrolls must be reachable by keyboard.
  out << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" << html_escaped(table.caption)
      << "\">\n<table><caption>" << html_escaped(table.caption) << "</caption>\n";
  if (!table.heads.empty()) {
    out << "<thead><tr>";
    for (const auto& head : table.heads) out << "<th scope=\"col\">" << head << "</th>";
    out << "</tr></thead>\n";
  }
  out << "<tbody>\n";
  for (const auto& row : table.rows) write_cells(row, out);
  out << "</tbody></table></div>\n";
}

}  // namespace oaisim::loadtest
