#include "loadtest/store/run_filter.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "common/config/text_values.h"

namespace oaisim::loadtest {
namespace {

struct Spelling {
  std::string_view text;
  Relation relation;
};

// The longer ones first.
constexpr std::array<Spelling, 7> kSpellings{{{">=", Relation::greater_or_equal},
                                              {"<=", Relation::less_or_equal},
                                              {"!=", Relation::not_equal},
                                              {"==", Relation::equal},
                                              {"=", Relation::equal},
                                              {">", Relation::greater},
                                              {"<", Relation::less}}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  return text;
}

std::string column_names() {
  std::string names;
  for (const auto& column : run_columns()) {
    if (column.name != "document") names += (names.empty() ? "" : ", ") + std::string(column.name);
  }
  return names;
}

Error bad_condition(std::string_view text, const std::string& problem) {
  return invalid("'" + std::string(text) + "' " + problem);
}

bool ends_with_digit(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.back())) != 0;
}

Result<Value> parse_latency(std::string_view text) {
  if (ends_with_digit(text)) {
    const auto milliseconds = parse_number(text);
    if (!milliseconds) return milliseconds.error();
    return Value(*milliseconds);
  }
  const auto duration = parse_duration(text);
  if (!duration) return duration.error();
  return Value(to_milliseconds(*duration));
}

Result<Value> parse_share(std::string_view text) {
  const bool per_cent = text.ends_with('%');
  const auto number = parse_number(trimmed(text.substr(0, text.size() - (per_cent ? 1 : 0))));
  if (!number) return number.error();
  return Value(per_cent ? *number / 100 : *number);
}

Result<Value> parse_value(const RunColumn& column, std::string_view text, std::int64_t now) {
  if (column.unit == ColumnUnit::latency) return parse_latency(text);
  if (column.unit == ColumnUnit::share) return parse_share(text);
  if (column.unit == ColumnUnit::moment) {
    const auto moment = parse_moment(text, now);
    if (!moment) return moment.error();
    return Value(*moment);
  }
  if (column.kind == ValueKind::text) return Value(std::string(text));
  const auto number = parse_number(text);
  if (!number) return number.error();
  if (column.kind == ValueKind::number) return Value(*number);
  if (std::floor(*number) != *number) return invalid("'" + std::string(text) + "' is not a whole number");
  return value_of(ValueKind::integer, text);
}

}  // namespace

Result<std::int64_t> parse_moment(std::string_view text, std::int64_t now) {
  const std::string given(text);
  std::tm parts{};
  int taken = 0;
  const int read = std::sscanf(given.c_str(), "%4d-%2d-%2d%nT%2d:%2d:%2dZ%n", &parts.tm_year, &parts.tm_mon,
                               &parts.tm_mday, &taken, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &taken);
  if ((read == 3 || read == 6) && taken == static_cast<int>(given.size())) {
    const std::tm wanted = parts;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    const auto moment = static_cast<std::int64_t>(::timegm(&parts));
    if (parts.tm_mday == wanted.tm_mday && parts.tm_mon + 1 == wanted.tm_mon && parts.tm_hour == wanted.tm_hour &&
        parts.tm_min == wanted.tm_min) {
      return moment;
    }
  }
  const bool days = given.ends_with('d');
  const auto ago = parse_duration(days ? given.substr(0, given.size() - 1) : given);
  const double seconds = ago ? to_seconds(*ago) * (days ? 86400 : 1) : 0;
  if (ago && (days ? ends_with_digit(given.substr(0, given.size() - 1)) : !ends_with_digit(given)) && seconds < 1e11) {
    return now - static_cast<std::int64_t>(seconds);
  }
  return invalid("'" + given + "' is no moment; allowed: 2026-01-31, 2026-01-31T12:00:00Z, or how long ago: 12h, 30d");
}

Result<RunCondition> parse_condition(std::string_view text, std::int64_t now) {
  const auto position = text.find_first_of("<>=!");
  if (position == std::string_view::npos) {
    return bad_condition(text,
                         "has no operator; allowed: COLUMN OPERATOR VALUE such as 'ttft_p99>500ms', 'model=gpt-4o'");
  }
  const auto rest = text.substr(position);
  const auto spelling =
      std::find_if(kSpellings.begin(), kSpellings.end(), [&](const Spelling& s) { return rest.starts_with(s.text); });
  if (spelling == kSpellings.end()) return bad_condition(text, "has no operator; allowed: = != < <= > >=");
  RunCondition condition{.column = find_run_column(trimmed(text.substr(0, position)))};
  if (condition.column == nullptr || condition.column->name == "document") {
    return bad_condition(text, "names no column; allowed: " + column_names());
  }
  condition.relation = spelling->relation;
  const bool ordered = condition.relation != Relation::equal && condition.relation != Relation::not_equal;
  if (condition.column->kind == ValueKind::text && ordered) {
    return bad_condition(text, "compares a text; allowed: = and !=");
  }
  auto value = parse_value(*condition.column, trimmed(rest.substr(spelling->text.size())), now);
  if (!value) return bad_condition(text, "has a value that does not fit: " + value.error().message);
  condition.value = std::move(*value);
  return condition;
}

RunCondition condition_on(std::string_view column, Relation relation, Value value) {
  return {.column = find_run_column(column), .relation = relation, .value = std::move(value)};
}

}  // namespace oaisim::loadtest
