// JSONPath: which part of a record is sent.
//
//   $.request.body     $['a key'][0]     $.messages[-1].content     $..prompt     $.items[1:5:2].*     $[0,'a']
//
// Names, wildcards, indexes, slices, several selectors and descendants of RFC 9535; no filters ([?...]), which no
// payload has needed.  The packaged C++ libraries of JSON have no JSONPath.
//
// Memory: a record is read into a document and let go.  Thread safety: immutable once parsed.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace oaisim::loadtest {

class JsonPath {
 public:
  // Error: at which character what was expected.
  static Result<JsonPath> parse(std::string_view text);

  // The JSON text of the first value that is found in `record`; none: nothing is found, or it is no JSON.
  std::optional<std::string> first_of(std::string_view record) const;

  struct Selector {
    enum class Kind { name, wildcard, index, slice } kind = Kind::wildcard;
    std::string name = {};
    std::optional<std::int64_t> first = {};  // of an index, the index
    std::optional<std::int64_t> last = {};   // of a slice, not included
    std::int64_t step = 1;
  };
  struct Segment {
    bool descendants = false;  // of the value and of all below it
    std::vector<Selector> selectors = {};
  };

 private:
  std::vector<Segment> segments_;
};

}  // namespace oaisim::loadtest
