// How many tokens a prompt or a reply has: a distribution of whole numbers, as the flags name it.
//
//   512  |  fixed:512        always 512
//   uniform:100..1000        every number from 100 to 1000 alike, both included
//   normal:512,128           mean and standard deviation of the lengths
//   lognormal:512,128        the same two, of the lengths and not of their logarithms
//   empirical:FILE           the lengths in a file, each drawn alike: one a line, or a CSV's column as FILE:COLUMN
//   quantiles:0=10,0.5=200,0.99=1500,1=4000      straight lines between the given quantiles
//
// Draws are rounded to whole numbers and kept within 1 and kMost.  The same Random gives the same draws on every
// platform.
//
// A value, cheap to copy (tables are shared).  Thread safety: that of a value; draw() is const.  Units: tokens.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/base/result.h"

namespace oaisim::loadtest {

class TokenLengths {
 public:
  static constexpr std::int64_t kMost = 1'000'000;
  static constexpr std::size_t kMostLengths = 10'000'000;  // in a file

  // REQUIRES: 1 <= tokens <= kMost.
  static TokenLengths fixed(std::int64_t tokens);

  // Reads the file of an empirical one.  Error: what is wrong with the text or the file, without the flag's name.
  static Result<TokenLengths> parse(std::string_view text);

  std::int64_t draw(Random& random) const;

  bool is_fixed() const { return kind_ == Kind::fixed; }
  std::int64_t largest() const;                      // no draw is above it
  const std::string& text() const { return text_; }  // as it was given

 private:
  enum class Kind { fixed, uniform, normal, lognormal, empirical, quantiles };
  using Quantile = std::pair<double, double>;  // probability, length

  static Result<TokenLengths> parse_moments(Kind kind, std::string_view text);
  static Result<TokenLengths> parse_uniform(std::string_view text);
  static Result<TokenLengths> parse_quantiles(std::string_view text);
  static Result<TokenLengths> read_lengths(const std::string& path);
  double value_at(double probability) const;

  Kind kind_ = Kind::fixed;
  double first_ = 1;   // the length, the smallest, or the mean (lognormal: of the logarithm)
  double second_ = 0;  // the largest, or the standard deviation (lognormal: of the logarithm)
  std::shared_ptr<const std::vector<std::int32_t>> lengths_;
  std::shared_ptr<const std::vector<Quantile>> quantiles_;
  std::string text_ = "1";
};

}  // namespace oaisim::loadtest
