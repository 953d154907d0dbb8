// Reads a JSONPath.
//
// Ownership: refers to the text.  Thread safety: none.  Source: RFC 9535, appendix A.
#pragma once

#include "loadtest/client/json_path.h"

namespace oaisim::loadtest {

class JsonPathParser {
 public:
  explicit JsonPathParser(std::string_view text) : text_(text) {}

  // Error: at which character what was expected.
  Result<std::vector<JsonPath::Segment>> parse();

 private:
  static constexpr std::size_t kMostSegments = 100;

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(char c);
  void skip_spaces();
  bool expect(bool found, std::string_view what);  // notes the first error

  void read_segment(JsonPath::Segment& segment);
  void read_brackets(JsonPath::Segment& segment);
  void read_selector(JsonPath::Selector& selector);
  void read_slice(JsonPath::Selector& selector);
  void read_member(JsonPath::Selector& selector);
  void read_quoted(std::string& text);
  std::optional<std::int64_t> read_number();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string problem_;  // empty: none yet
};

}  // namespace oaisim::loadtest
