#include "loadtest/plan/token_lengths.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "common/config/text_values.h"
#include "common/text/csv_reader.h"
#include "common/text/text_file.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kMostFileBytes = std::size_t{256} << 20;
constexpr double kFarthestNormal = 8.6;  // standard deviations: no draw of Random::normal() is beyond
constexpr const char* kForms =
    "expected a number of tokens, uniform:MIN..MAX, normal:MEAN,STDDEV, lognormal:MEAN,STDDEV, empirical:FILE or "
    "quantiles:P=N,...";

double within_bounds(double tokens) { return std::clamp(tokens, 1.0, static_cast<double>(TokenLengths::kMost)); }

Result<std::int64_t> parse_length(std::string_view text) {
  auto tokens = parse_integer(text);
  if (!tokens) return tokens;
  if (*tokens < 1 || *tokens > TokenLengths::kMost) {
    return invalid("'" + std::string(text) + "' is out of range; allowed: 1 to " + std::to_string(TokenLengths::kMost) +
                   " tokens");
  }
  return tokens;
}

// The two parts around `separator`; the second is empty when there is none.
std::pair<std::string_view, std::string_view> split(std::string_view text, std::string_view separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + separator.size())};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Result<std::size_t> column_of(const std::vector<std::string>& header, const std::string& column) {
  const auto found = std::find(header.begin(), header.end(), column);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  std::string names;
  for (const auto& name : header) names += (names.empty() ? "" : ", ") + name;
  return invalid("no column '" + column + "'; the columns are: " + names);
}

Result<std::int64_t> length_of(const std::vector<std::string>& fields, std::optional<std::size_t> index) {
  const bool fits = index ? *index < fields.size() : fields.size() == 1;
  auto length = parse_length(fits ? trimmed(fields[index.value_or(0)]) : "");
  if (length) return length;
  return invalid("expected one length a line, 1 to " + std::to_string(TokenLengths::kMost) +
                 "; for a column of a CSV write empirical:FILE:COLUMN");
}

// An empty column: the file has no header, and one length a line.
Result<std::vector<std::int32_t>> lengths_in(std::string_view text, const std::string& file,
                                             const std::string& column) {
  CsvReader reader(text);
  const auto wrong = [&](const Error& error) { return text_file_error(file, reader.line(), error.message); };
  std::vector<std::string> fields;
  std::optional<std::size_t> index;
  std::vector<std::int32_t> values;
  while (true) {
    const auto more = reader.next(fields);
    if (!more) return wrong(more.error());
    if (!*more) return values;
    if (!column.empty() && !index) {
      const auto found = column_of(fields, column);
      if (!found) return wrong(found.error());
      index = *found;
      continue;
    }
    const auto length = length_of(fields, index);
    if (!length) return wrong(length.error());
    if (values.size() == TokenLengths::kMostLengths) {
      return wrong(invalid("more than " + std::to_string(TokenLengths::kMostLengths) + " lengths"));
    }
    values.push_back(static_cast<std::int32_t>(*length));
  }
}

}  // namespace

TokenLengths TokenLengths::fixed(std::int64_t tokens) {
  TokenLengths lengths;
  lengths.first_ = static_cast<double>(tokens);
  lengths.text_ = std::to_string(tokens);
  return lengths;
}

Result<TokenLengths> TokenLengths::parse(std::string_view text) {
  const auto [name, rest] = split(text, ":");
  auto lengths = [&, name = name, rest = rest]() -> Result<TokenLengths> {
    if (name == "uniform") return parse_uniform(rest);
    if (name == "normal") return parse_moments(Kind::normal, rest);
    if (name == "lognormal") return parse_moments(Kind::lognormal, rest);
    if (name == "empirical") return read_lengths(std::string(rest));
    if (name == "quantiles") return parse_quantiles(rest);
    if (name != "fixed" && parse_number(name).ok() != rest.empty()) {
      return invalid("'" + std::string(text) + "' is no distribution of lengths; " + kForms);
    }
    const auto tokens = parse_length(name == "fixed" ? rest : text);
    if (!tokens) return invalid(tokens.error().message + "; " + kForms);
    return fixed(*tokens);
  }();
  if (lengths) lengths->text_ = text;
  return lengths;
}

Result<TokenLengths> TokenLengths::parse_uniform(std::string_view text) {
  const auto [low, high] = split(text, "..");
  const auto smallest = parse_length(low);
  const auto largest = parse_length(high);
  if (!smallest || !largest || *smallest > *largest) {
    return invalid("'uniform:" + std::string(text) +
                   "' is wrong; expected uniform:MIN..MAX with 1 <= MIN <= MAX <= " + std::to_string(kMost));
  }
  TokenLengths lengths;
  lengths.kind_ = Kind::uniform;
  lengths.first_ = static_cast<double>(*smallest);
  lengths.second_ = static_cast<double>(*largest);
  return lengths;
}

Result<TokenLengths> TokenLengths::parse_moments(Kind kind, std::string_view text) {
  const auto [first, second] = split(text, ",");
  const auto mean = parse_number(first);
  const auto deviation = parse_number(second);
  if (!mean || !deviation || *mean < 1 || *mean > kMost || *deviation < 0 || *deviation > kMost) {
    return invalid("'" + std::string(text) + "' is wrong; expected MEAN,STDDEV of the lengths, such as 512,128, with " +
                   "1 <= MEAN and 0 <= STDDEV, both at most " + std::to_string(kMost));
  }
  TokenLengths lengths;
  lengths.kind_ = kind;
  lengths.first_ = *mean;
  lengths.second_ = *deviation;
  if (kind == Kind::lognormal) {
    const double ratio = *deviation / *mean;
    const double variance = std::log1p(ratio * ratio);
    lengths.first_ = std::log(*mean) - variance / 2;
    lengths.second_ = std::sqrt(variance);
  }
  return lengths;
}

Result<TokenLengths> TokenLengths::parse_quantiles(std::string_view text) {
  std::vector<Quantile> quantiles;
  for (std::string_view rest = text; !rest.empty();) {
    const auto [item, more] = split(rest, ",");
    const auto [probability_text, length_text] = split(item, "=");
    const auto probability = parse_number(trimmed(probability_text));
    const auto length = parse_length(trimmed(length_text));
    const bool rises = probability && length && *probability >= 0 && *probability <= 1 &&
                       (quantiles.empty() || (*probability > quantiles.back().first &&
                                              static_cast<double>(*length) >= quantiles.back().second));
    if (!rises) {
      return invalid("quantile '" + std::string(item) +
                     "' is wrong; expected PROBABILITY=TOKENS, both rising, such as 0=10,0.5=200,1=4000");
    }
    quantiles.emplace_back(*probability, static_cast<double>(*length));
    rest = more;
  }
  if (!quantiles.empty() && quantiles.back().first < 1) {
    return invalid(
        "'quantiles:" + std::string(text) +
        "' does not say how long the longest are; expected 1=TOKENS as the last, such as 0=10,0.5=200,1=4000");
  }
  if (quantiles.empty()) return invalid("no quantiles; expected PROBABILITY=TOKENS, such as 0=10,0.5=200,1=4000");
  TokenLengths lengths;
  lengths.kind_ = Kind::quantiles;
  lengths.quantiles_ = std::make_shared<const std::vector<Quantile>>(std::move(quantiles));
  return lengths;
}

// A colon may be part of the file's name: it separates a column only when there is no such file.
Result<TokenLengths> TokenLengths::read_lengths(const std::string& path) {
  std::string column;
  auto text = read_text_file(path, kMostFileBytes);
  std::string file = path;
  if (const auto colon = path.rfind(':'); !text && colon != std::string::npos) {
    file = path.substr(0, colon);
    column = path.substr(colon + 1);
    text = read_text_file(file, kMostFileBytes);
  }
  if (!text) return text.error();
  auto values = lengths_in(*text, file, column);
  if (!values) return values.error();
  if (values->empty()) return invalid("'" + file + "' has no lengths");
  TokenLengths lengths;
  lengths.kind_ = Kind::empirical;
  lengths.lengths_ = std::make_shared<const std::vector<std::int32_t>>(std::move(*values));
  return lengths;
}

std::int64_t TokenLengths::draw(Random& random) const {
  switch (kind_) {
    case Kind::fixed:
      return static_cast<std::int64_t>(first_);
    case Kind::uniform:
      return static_cast<std::int64_t>(first_) +
             static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(second_ - first_) + 1));
    case Kind::normal:
      return std::llround(within_bounds(first_ + second_ * random.normal()));
    case Kind::lognormal:
      return std::llround(within_bounds(std::exp(first_ + second_ * random.normal())));
    case Kind::empirical:
      return (*lengths_)[random.below(lengths_->size())];
    case Kind::quantiles:
      return std::llround(value_at(random.uniform()));
  }
  return 1;
}

double TokenLengths::value_at(double probability) const {
  const auto& table = *quantiles_;
  const auto above = std::lower_bound(table.begin(), table.end(), Quantile(probability, 0));
  if (above == table.begin()) return above->second;
  if (above == table.end()) return table.back().second;
  const auto below = above - 1;
  const double share = (probability - below->first) / (above->first - below->first);
  return below->second + share * (above->second - below->second);
}

std::int64_t TokenLengths::largest() const {
  switch (kind_) {
    case Kind::fixed:
      return static_cast<std::int64_t>(first_);
    case Kind::uniform:
      return static_cast<std::int64_t>(second_);
    case Kind::normal:
      return std::llround(within_bounds(first_ + second_ * kFarthestNormal));
    case Kind::lognormal:
      return std::llround(within_bounds(std::exp(first_ + second_ * kFarthestNormal)));
    case Kind::empirical:
      return *std::max_element(lengths_->begin(), lengths_->end());
    case Kind::quantiles:
      return std::llround(quantiles_->back().second);
  }
  return 1;
}

}  // namespace oaisim::loadtest
