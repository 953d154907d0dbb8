#include "common/http/multipart.h"

#include <algorithm>

#include "common/base/trimmed.h"
#include "common/http/message.h"

namespace oaisim {
namespace {

constexpr std::string_view kMediaType = "multipart/form-data";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kSpace = " \t";
constexpr std::size_t kLongestBoundary = 70;

// Takes a parameter's value from the front of `rest`: a token, or a quoted string.  Only a quote and a backslash are
// escaped in practice; any other backslash belongs to a Windows path.  Nothing: the closing quote is missing.
std::optional<std::string> take_value(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    const std::string_view value = rest.substr(0, rest.find(';'));
    rest.remove_prefix(value.size());
    return std::string(trimmed(value, kSpace));
  }
  std::string value;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return value;
    }
    const bool escapes = rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\');
    if (escapes) ++i;
    value += rest[i];
  }
  return std::nullopt;
}

// The parameters of `value; name=token; name="text"`, given one by one to `take(name, value)`.  False: malformed.
template <typename Take>
bool read_parameters(std::string_view header, Take take) {
  std::string_view rest = header;
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  while (!rest.empty()) {
    if (rest.front() != ';') return false;
    rest = rest.substr(std::min(rest.find_first_not_of(" \t;"), rest.size()));
    if (rest.empty()) return true;
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view name = trimmed(rest.substr(0, equals), kSpace);
    rest = rest.substr(equals + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
    auto value = take_value(rest);
    if (!value) return false;
    rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
    take(name, std::move(*value));
  }
  return true;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// UTF-8'language'percent-encoded text.  Nothing: it is not that.
std::optional<std::string> extended_value(std::string_view value) {
  constexpr std::string_view kCharset = "utf-8'";
  if (value.size() < kCharset.size() || !equals_ignoring_case(value.substr(0, kCharset.size()), kCharset)) return {};
  const auto begin = value.find('\'', kCharset.size());
  if (begin == std::string_view::npos) return std::nullopt;
  std::string decoded;
  for (std::size_t i = begin + 1; i < value.size(); ++i) {
    if (value[i] != '%') {
      decoded += value[i];
      continue;
    }
    if (i + 2 >= value.size() || hex_digit(value[i + 1]) < 0 || hex_digit(value[i + 2]) < 0) return std::nullopt;
    decoded += static_cast<char>(hex_digit(value[i + 1]) * 16 + hex_digit(value[i + 2]));
    i += 2;
  }
  return decoded;
}

bool is_boundary_character(char c) {
  const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return alphanumeric || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

Result<std::string> boundary_of(std::string_view content_type) {
  if (!is_multipart(content_type)) return invalid("the Content-Type is not multipart/form-data");
  std::optional<std::string> boundary;
  const bool read = read_parameters(content_type, [&](std::string_view name, std::string value) {
    if (equals_ignoring_case(name, "boundary") && !boundary) boundary = std::move(value);
  });
  if (!read || !boundary || boundary->empty()) return invalid("the Content-Type has no boundary");
  bool usable = boundary->size() <= kLongestBoundary && !boundary->ends_with(' ');
  for (const char c : *boundary) usable = usable && is_boundary_character(c);
  if (!usable) return invalid("the boundary is not 1 to 70 characters that a boundary may have");
  return std::move(*boundary);
}

// Takes the disposition's parameters into `part`.  Nothing wrong: an empty text.
std::string read_disposition(std::string_view value, FormPart& part) {
  if (!equals_ignoring_case(trimmed(value.substr(0, value.find(';')), kSpace), "form-data")) {
    return "its Content-Disposition is not form-data";
  }
  bool named = false;
  bool extended = false;  // filename* goes before filename
  bool decodes = true;
  const bool read = read_parameters(value, [&](std::string_view name, std::string text) {
    if (equals_ignoring_case(name, "name")) {
      part.name = std::move(text);
      named = true;
    } else if (equals_ignoring_case(name, "filename") && !extended) {
      part.filename = std::move(text);
    } else if (equals_ignoring_case(name, "filename*")) {
      auto decoded = extended_value(text);
      extended = decodes = decodes && decoded.has_value();
      if (decoded) part.filename = std::move(*decoded);
    }
  });
  if (!read) return "its Content-Disposition is malformed";
  if (!decodes) return "its filename* is not UTF-8''text";
  return named ? "" : "its Content-Disposition has no name";
}

std::string read_headers(std::string_view headers, FormPart& part) {
  bool disposed = false;
  while (!headers.empty()) {
    const std::string_view line = headers.substr(0, headers.find(kLineEnd));
    headers.remove_prefix(std::min(line.size() + kLineEnd.size(), headers.size()));
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) return "it has a header line without a name and a colon";
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1), kSpace);
    if (equals_ignoring_case(name, "content-disposition")) {
      if (auto problem = read_disposition(value, part); !problem.empty()) return problem;
      disposed = true;
    } else if (equals_ignoring_case(name, "content-type")) {
      part.content_type = value;
    }
  }
  return disposed ? "" : "it has no Content-Disposition";
}

class Reader {
 public:
  Reader(const std::string& boundary, std::string_view body) : delimiter_("\r\n--" + boundary), body_(body) {}

  Result<std::vector<FormPart>> read() {
    // The first delimiter may begin the body, without the line end before it.
    const std::string_view first = std::string_view(delimiter_).substr(kLineEnd.size());
    if (body_.starts_with(first) && ends_line(first.size())) {
      end_ = 0;
    } else if (!find_delimiter()) {
      return truncated();
    }
    std::vector<FormPart> parts;
    while (!is_last_) {
      if (parts.size() == kMostParts) return too_many_parts();
      FormPart part;
      if (auto problem = read_part(part); !problem.empty()) {
        return problem == kTruncated ? truncated()
                                     : invalid("part " + std::to_string(parts.size() + 1) + ": " + problem);
      }
      parts.push_back(std::move(part));
    }
    return parts;
  }

 private:
  static constexpr std::string_view kTruncated = "truncated";

  // Reads from behind a delimiter to behind the next one.
  std::string read_part(FormPart& part) {
    const std::string_view ahead = body_.substr(at_, kMostPartHeaderBytes);
    const auto headers_end = ahead.find("\r\n\r\n");
    if (headers_end == std::string_view::npos) {
      const bool too_long = ahead.size() == kMostPartHeaderBytes;
      return too_long ? "its headers have more than " + std::to_string(kMostPartHeaderBytes) + " bytes"
                      : std::string(kTruncated);
    }
    if (auto problem = read_headers(ahead.substr(0, headers_end), part); !problem.empty()) return problem;
    at_ += headers_end + kLineEnd.size();  // on the empty line: a delimiter that takes its line end is noticed
    const std::size_t begin = at_ + kLineEnd.size();
    if (!find_delimiter()) return std::string(kTruncated);
    if (end_ < begin) return "its headers are not followed by an empty line";
    part.content = body_.substr(begin, end_ - begin);
    return {};
  }

  // A delimiter has one carriage return, at its front, so that no byte is compared more than twice.
  bool find_delimiter() {
    for (auto found = body_.find(delimiter_, at_); found != std::string_view::npos;
         found = body_.find(delimiter_, found + 1)) {
      end_ = found;
      if (ends_line(found + delimiter_.size())) return true;
    }
    return false;
  }

  // Whether what is at `at` makes a delimiter of the boundary before it, and moves behind it: white space and a line
  // end; after the "--" of the last, whatever ends a line.
  bool ends_line(std::size_t at) {
    const bool last = body_.substr(at).starts_with("--");
    if (last) at += 2;
    at = std::min(body_.find_first_not_of(kSpace, at), body_.size());
    const bool ends_last = last && (at == body_.size() || body_[at] == '\r' || body_[at] == '\n');
    if (!ends_last && !body_.substr(at).starts_with(kLineEnd)) return false;
    is_last_ = last;
    at_ = std::min(at + kLineEnd.size(), body_.size());
    return true;
  }

  static Error too_many_parts() {
    std::string message = "the form has more than ";
    message += std::to_string(kMostParts);
    return invalid(message += " parts");
  }

  Error truncated() const {
    return invalid("the body ends without its final boundary '" + delimiter_.substr(kLineEnd.size()) + "--'");
  }

  std::string delimiter_;  // with the line end that belongs to it
  std::string_view body_;
  std::size_t at_ = 0;   // behind the latest delimiter
  std::size_t end_ = 0;  // where it begins
  bool is_last_ = false;
};

}  // namespace

bool is_multipart(std::string_view content_type) {
  return equals_ignoring_case(trimmed(content_type.substr(0, content_type.find(';')), kSpace), kMediaType);
}

Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body) {
  auto boundary = boundary_of(content_type);
  if (!boundary) return boundary.error();
  return Reader(*boundary, body).read();
}

}  // namespace oaisim
