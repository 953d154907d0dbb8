// The keys that clients may present.
//
// Comparison takes the same time wherever a key differs.  Thread safety: immutable after construction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.h"

namespace oaisim {

class KeyRing {
 public:
  explicit KeyRing(std::vector<std::string> keys) : keys_(std::move(keys)) {}

  enum class Verdict { accepted, missing, wrong };

  // Looks at `api-key`, `Authorization: Bearer` and `x-api-key`, in this order.
  Verdict check(const HttpRequest& request) const;

  // Tells callers apart without keeping their keys.
  static std::uint64_t identity(const HttpRequest& request);

 private:
  static std::string_view presented(const HttpRequest& request);

  std::vector<std::string> keys_;
};

}  // namespace oaisim
