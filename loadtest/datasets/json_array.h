// The elements of a JSON array as texts, one after another, without parsing them.
//
// An element's text ends where its brackets and strings are closed; whether it is JSON inside is for a parser to say.
// A text that is no array is taken for one element.
//
// Ownership: views the text, which outlives it.  Thread safety: none.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/base/result.h"

namespace oaisim::loadtest {

class JsonArray {
 public:
  explicit JsonArray(std::string_view text) : rest_(text) {}

  // The next element; empty at the end.  Error: the array is broken after the element that begins at line().
  Result<std::string_view> next();

  // Where the last element begins; the first line is 1.
  std::size_t line() const { return line_; }

 private:
  enum class Place { outside, first, following, end };

  void advance(std::size_t bytes);
  void skip_blanks();
  Result<std::string_view> take_element();
  Result<std::string_view> finish();

  std::string_view rest_;
  std::size_t line_ = 1;
  std::size_t rest_line_ = 1;
  Place place_ = Place::outside;
};

}  // namespace oaisim::loadtest
