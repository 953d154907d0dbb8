#include "simulator/generation/json_schema/string_format.h"

#include <array>
#include <utility>

#include "simulator/generation/lorem_words.h"

namespace oaisim {
namespace {

constexpr std::array<std::pair<std::string_view, StringFormat>, 10> kNames{{
    {"date-time", StringFormat::date_time},
    {"date", StringFormat::date},
    {"time", StringFormat::time},
    {"duration", StringFormat::duration},
    {"email", StringFormat::email},
    {"hostname", StringFormat::hostname},
    {"ipv4", StringFormat::ipv4},
    {"ipv6", StringFormat::ipv6},
    {"uuid", StringFormat::uuid},
    {"uri", StringFormat::uri},
}};

constexpr std::size_t kShortestWord = 2;
constexpr std::size_t kLongestWord = 13;  // reprehenderit, consectetur

void write_digits(std::string& out, std::uint64_t value, int digits) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value /= 10) {
    *digit = static_cast<char>('0' + value % 10);
  }
  out += text;
}

void write_number(std::string& out, std::uint64_t value) { out += std::to_string(value); }

void write_hex(Random& random, std::string& out, int digits) {
  for (; digits > 0; --digits) out += "0123456789abcdef"[random.below(16)];
}

void write_word(Random& random, std::string& out) { out += kLoremWords[random.below(kLoremWords.size())]; }

void write_date(Random& random, std::string& out) {
  write_digits(out, 2000 + random.below(30), 4);
  out += '-';
  write_digits(out, 1 + random.below(12), 2);
  out += '-';
  write_digits(out, 1 + random.below(28), 2);  // every month has these
}

void write_time(Random& random, std::string& out) {
  write_digits(out, random.below(24), 2);
  out += ':';
  write_digits(out, random.below(60), 2);
  out += ':';
  write_digits(out, random.below(60), 2);
  out += 'Z';
}

void write_duration(Random& random, std::string& out) {
  out += 'P';
  write_number(out, 1 + random.below(30));
  out += "DT";
  write_number(out, random.below(24));
  out += 'H';
  write_number(out, random.below(60));
  out += 'M';
}

// RFC 9562's version 4.
void write_uuid(Random& random, std::string& out) {
  write_hex(random, out, 8);
  out += '-';
  write_hex(random, out, 4);
  out += "-4";
  write_hex(random, out, 3);
  out += '-';
  out += "89ab"[random.below(4)];
  write_hex(random, out, 3);
  out += '-';
  write_hex(random, out, 12);
}

}  // namespace

std::optional<StringFormat> string_format(std::string_view name) {
  for (const auto& [known, format] : kNames) {
    if (known == name) return format;
  }
  return std::nullopt;
}

bool is_strict_format(StringFormat format) { return format != StringFormat::uri; }

void write_format(StringFormat format, Random& random, std::string& out) {
  switch (format) {
    case StringFormat::date_time:
      write_date(random, out);
      out += 'T';
      return write_time(random, out);
    case StringFormat::date:
      return write_date(random, out);
    case StringFormat::time:
      return write_time(random, out);
    case StringFormat::duration:
      return write_duration(random, out);
    case StringFormat::email:
      write_word(random, out);
      out += '.';
      write_word(random, out);
      out += "@example.com";
      return;
    case StringFormat::hostname:
      write_word(random, out);
      out += ".example.com";
      return;
    case StringFormat::ipv4:
      out += "192.0.2.";
      return write_number(out, 1 + random.below(254));
    case StringFormat::ipv6:
      out += "2001:db8::";
      out += "123456789abcdef"[random.below(15)];
      return write_hex(random, out, 3);
    case StringFormat::uuid:
      return write_uuid(random, out);
    case StringFormat::uri:
      out += "https://example.com/";
      return write_word(random, out);
  }
}

FormatSizes format_sizes(StringFormat format) {
  switch (format) {
    case StringFormat::date_time:
      return {20, 20};
    case StringFormat::date:
      return {10, 10};
    case StringFormat::time:
      return {9, 9};
    case StringFormat::duration:
      return {8, 11};
    case StringFormat::email:
      return {2 * kShortestWord + 13, 2 * kLongestWord + 13};
    case StringFormat::hostname:
      return {kShortestWord + 12, kLongestWord + 12};
    case StringFormat::ipv4:
      return {9, 11};
    case StringFormat::ipv6:
      return {14, 14};
    case StringFormat::uuid:
      return {36, 36};
    case StringFormat::uri:
      return {kShortestWord + 20, kLongestWord + 20};
  }
  return {0, 0};
}

}  // namespace oaisim
