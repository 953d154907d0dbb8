#include "loadtest/plan/trace_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

constexpr std::array<const char*, 3> kAzureColumns{"TIMESTAMP", "ContextTokens", "GeneratedTokens"};
constexpr std::array<const char*, 3> kBurstGptColumns{"Timestamp", "Request tokens", "Response tokens"};
constexpr double kLongestSeconds = 4e9;  // a time that a Duration holds

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const auto comma = line.find(',');
    std::string_view field = line.substr(0, comma);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') field = field.substr(1, field.size() - 2);
    fields.push_back(field);
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

std::optional<std::array<std::size_t, 3>> find_columns(std::span<const std::string_view> heading,
                                                       const std::array<const char*, 3>& names) {
  std::array<std::size_t, 3> columns{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto found = std::find(heading.begin(), heading.end(), names[i]);
    if (found == heading.end()) return std::nullopt;
    columns[i] = static_cast<std::size_t>(found - heading.begin());
  }
  return columns;
}

// Takes exactly `digits` digits off the front of the text.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, code] = std::from_chars(text.data(), text.data() + digits, value);
  if (code != std::errc() || end != text.data() + digits || value < 0) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view allowed) {
  if (text.empty() || allowed.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// The nanoseconds of ".6805900", or 0 when there is no point.
std::optional<Duration> take_fraction(std::string_view& text) {
  if (!take(text, ".")) return Duration::zero();
  Duration::rep nanoseconds = 0;
  Duration::rep unit = 100'000'000;
  const std::size_t before = text.size();
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    nanoseconds += (text.front() - '0') * unit;
    unit /= 10;
    text.remove_prefix(1);
  }
  if (text.size() == before) return std::nullopt;
  return Duration(nanoseconds);
}

// 2023-11-16 18:15:46.6805900, also with a T between and with an offset from UTC behind: +00:00 or Z.
std::optional<Duration> parse_moment(std::string_view text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take(text, " T")) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 60) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  Duration offset{};
  if (!text.empty() && !take(text, "Zz")) {
    const int sign = text.front() == '-' ? -1 : 1;
    if (!take(text, "+-")) return std::nullopt;
    const auto hours = take_number(text, 2);
    if (!hours || !take(text, ":")) return std::nullopt;
    const auto minutes = take_number(text, 2);
    if (!minutes) return std::nullopt;
    offset = sign * (std::chrono::hours(*hours) + std::chrono::minutes(*minutes));
  }
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!text.empty() || !date.ok() || *year < 1970 || *year > 2200) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + *fraction - offset;
}

std::optional<Duration> seconds_of(std::optional<double> seconds) {
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0 || *seconds > kLongestSeconds) return std::nullopt;
  return Duration(std::llround(*seconds * 1e9));
}

std::optional<double> number_of(std::string_view text) {
  const auto number = parse_number(text);
  return number ? std::optional(*number) : std::nullopt;
}

std::optional<TokenCount> tokens_of(std::optional<double> count) {
  if (!count || *count < 0 || *count > static_cast<double>(TraceFile::kMostTokens) || *count != std::floor(*count)) {
    return std::nullopt;
  }
  return std::max<TokenCount>(1, static_cast<TokenCount>(*count));
}

}  // namespace

Result<TraceFile> TraceFile::open(const std::string& path, TraceFormat format) {
  TraceFile trace;
  trace.path_ = path;
  std::error_code ec;
  if (std::filesystem::exists(path, ec) && !std::filesystem::is_regular_file(path, ec)) {
    return invalid("'" + path + "' is not a plain file, which is read more than once");
  }
  trace.file_.open(path, std::ios::binary);
  if (!trace.file_) return Error{ErrorCode::io, "cannot read '" + path + "': " + std::strerror(errno)};
  if (auto status = trace.read_heading(format); !status) return status.error();
  return trace;
}

bool TraceFile::read_line() {
  line_.clear();
  ++line_number_;
  auto* buffer = file_.rdbuf();
  for (int c = buffer->sbumpc(); c != std::ifstream::traits_type::eof(); c = buffer->sbumpc()) {
    if (c == '\n') {
      if (!line_.empty() && line_.back() == '\r') line_.pop_back();
      if (!line_.empty()) return true;
      ++line_number_;
    } else if (line_.size() == kLongestLine) {
      return too_long_ = true;
    } else {
      line_.push_back(static_cast<char>(c));
    }
  }
  return !line_.empty();
}

Status TraceFile::read_heading(TraceFormat wanted) {
  static constexpr const char* kAllowed =
      "a heading with TIMESTAMP,ContextTokens,GeneratedTokens (azure) or Timestamp,Request tokens,Response tokens "
      "(burstgpt), or lines of JSON with timestamp, input_length and output_length (mooncake)";
  if (!read_line()) return invalid("'" + path_ + "' is empty");
  if (too_long_) return bad_line("is longer than 1 MiB");
  if (line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
  if (line_.starts_with('{') && (wanted == TraceFormat::automatic || wanted == TraceFormat::mooncake)) {
    format_ = TraceFormat::mooncake;
    line_pending_ = true;
    return success();
  }
  const auto heading = split(line_);
  const auto try_format = [&](TraceFormat format, const std::array<const char*, 3>& names) {
    if (wanted != TraceFormat::automatic && wanted != format) return false;
    const auto columns = find_columns(heading, names);
    if (!columns) return false;
    format_ = format;
    columns_ = *columns;
    return true;
  };
  if (try_format(TraceFormat::azure, kAzureColumns) || try_format(TraceFormat::burstgpt, kBurstGptColumns)) {
    return success();
  }
  return bad_line(std::string("is not how a trace of that format begins; allowed: ") + kAllowed);
}

Error TraceFile::bad_line(const std::string& what) const {
  return invalid("line " + std::to_string(line_number_) + " of '" + path_ + "' " + what);
}

Result<TraceFile::Fields> TraceFile::read_csv() const {
  const auto fields = split(line_);
  const auto at = [&](std::size_t which) {
    return columns_[which] < fields.size() ? fields[columns_[which]] : std::string_view();
  };
  const auto time = format_ == TraceFormat::azure ? parse_moment(at(0)) : seconds_of(number_of(at(0)));
  if (!time) {
    return bad_line(format_ == TraceFormat::azure ? "has no time such as 2023-11-16 18:15:46.6805900"
                                                  : "has no time in seconds");
  }
  const auto prompt = tokens_of(number_of(at(1)));
  const auto output = tokens_of(number_of(at(2)));
  if (!prompt || !output) return bad_line("has no whole numbers of tokens, from 0 to 10,000,000");
  return Fields{*time, *prompt, *output};
}

Result<TraceFile::Fields> TraceFile::read_json() const {
  const auto json = nlohmann::json::parse(line_, nullptr, false);
  if (!json.is_object()) return bad_line("is not a JSON object");
  const auto number = [&](const char* name) -> std::optional<double> {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
  };
  const auto milliseconds = number("timestamp");
  const auto time = seconds_of(milliseconds ? std::optional(*milliseconds / 1e3) : std::nullopt);
  if (!time) return bad_line("has no \"timestamp\" in milliseconds");
  const auto prompt = tokens_of(number("input_length"));
  const auto output = tokens_of(number("output_length"));
  if (!prompt || !output) {
    return bad_line("has no \"input_length\" and \"output_length\" in tokens, from 0 to 10,000,000");
  }
  return Fields{*time, *prompt, *output};
}

Result<std::optional<TraceRow>> TraceFile::next() {
  if (!line_pending_ && !read_line()) return std::optional<TraceRow>();
  line_pending_ = false;
  if (too_long_) return bad_line("is longer than 1 MiB");
  const auto fields = format_ == TraceFormat::mooncake ? read_json() : read_csv();
  if (!fields) return fields.error();
  if (!first_) first_ = last_ = fields->time;
  if (fields->time < last_) return bad_line("is earlier than the one before it; sort the file by its times");
  last_ = fields->time;
  return std::optional(TraceRow{last_ - *first_, fields->prompt_tokens, fields->output_tokens});
}

Result<TraceSummary> summarize_trace(const std::string& path, TraceFormat format) {
  auto trace = TraceFile::open(path, format);
  if (!trace) return trace.error();
  TraceSummary summary;
  while (true) {
    const auto row = trace->next();
    if (!row) return row.error();
    if (!*row) break;
    ++summary.rows;
    summary.length = (*row)->since_first;
  }
  if (summary.rows == 0) return invalid("'" + path + "' has no rows");
  return summary;
}

}  // namespace oaisim::loadtest
