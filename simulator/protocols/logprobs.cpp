#include "simulator/protocols/logprobs.h"

#include <simdjson.h>

#include <charconv>

#include "common/text/json_writer.h"

namespace oaisim {
namespace {

void append_chance(const TokenChance& chance, std::string& out) {
  out += "{\"token\":\"";
  append_token_text(chance.text, out);
  out += "\",\"logprob\":";
  append_logprob(chance.logprob, out);
  out += ",\"bytes\":[";
  for (std::size_t i = 0; i < chance.text.size(); ++i) {
    if (i > 0) out += ',';
    append_integer(out, static_cast<unsigned>(static_cast<unsigned char>(chance.text[i])));
  }
  out += ']';
}

}  // namespace

void append_token_text(std::string_view token, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  if (simdjson::validate_utf8(token)) return append_escaped(out, token);
  for (const char c : token) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      append_escaped(out, std::string_view(&c, 1));
    } else {
      out += "\\\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

void append_logprob(double logprob, std::string& out) {
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof(digits), static_cast<float>(logprob)).ptr);
}

void append_logprob_entry(const TokenPlace& place, std::string_view token, std::string& out) {
  std::vector<TokenChance> chances;
  token_chances(place, token, 0, chances);
  append_chance(chances.front(), out);
  out += '}';
}

void append_chat_logprob(const TokenPlace& place, std::string_view token, int top, std::string& out) {
  std::vector<TokenChance> chances;
  token_chances(place, token, std::max(top - 1, 0), chances);
  append_chance(chances.front(), out);
  out += ",\"top_logprobs\":[";
  for (int i = 0; i < top; ++i) {
    if (i > 0) out += ',';
    append_chance(chances[static_cast<std::size_t>(i)], out);
    out += '}';
  }
  out += "]}";
}

}  // namespace oaisim
