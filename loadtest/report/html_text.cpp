#include "loadtest/report/html_text.h"

#include <cmath>
#include <cstdint>

#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

// How many bytes the character at the front takes; 0: it is no character that XML allows.  Source: RFC 3629.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const bool is_overlong = first == 0xe0 && byte(1) < 0xa0;
    const bool is_surrogate = first == 0xed && byte(1) >= 0xa0;
    const bool is_forbidden = first == 0xef && byte(1) == 0xbf && byte(2) >= 0xbe;  // U+FFFE, U+FFFF
    return follows(1) && follows(2) && !is_overlong && !is_surrogate && !is_forbidden ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool is_outside = (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) >= 0x90);
    return follows(1) && follows(2) && follows(3) && !is_outside ? 4 : 0;
  }
  return 0;
}

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
  std::string out;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) {
      out += "\xef\xbf\xbd";
    } else if (length == 1) {
      append_escaped(out, text.front());
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(1, length));
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
