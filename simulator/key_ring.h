// The keys that clients may present.
//
// Comparison takes the same time wherever a key differs.  Thread safety: immutable after construction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.h"
#include "simulator/protocols/api_error.h"

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

// The 401 of the API that was called; nothing when the key is accepted.
std::optional<ApiError> key_refusal(const KeyRing& keys, const HttpRequest& request, ApiShape shape);

}  // namespace oaisim
