#include "simulator/key_ring.h"

#include <functional>

namespace oaisim {
namespace {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = static_cast<unsigned>(a.size() ^ b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b.empty() ? 0 : b[i % b.size()]);
  }
  return difference == 0;
}

}  // namespace

std::string_view KeyRing::presented(const HttpRequest& request) {
  if (const auto key = request.header("api-key"); !key.empty()) return key;
  constexpr std::string_view kScheme = "bearer ";
  const auto authorization = request.header("authorization");
  if (authorization.size() > kScheme.size() && equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return authorization.substr(kScheme.size());
  }
  return request.header("x-api-key");
}

KeyRing::Verdict KeyRing::check(const HttpRequest& request) const {
  const std::string_view key = presented(request);
  if (key.empty()) return Verdict::missing;
  bool accepted = false;
  for (const auto& known : keys_) accepted |= equal_in_constant_time(key, known);
  return accepted ? Verdict::accepted : Verdict::wrong;
}

std::uint64_t KeyRing::identity(const HttpRequest& request) {
  return std::hash<std::string_view>{}(presented(request));
}

std::optional<ApiError> key_refusal(const KeyRing& keys, const HttpRequest& request, ApiShape shape) {
  switch (keys.check(request)) {
    case KeyRing::Verdict::missing:
      return missing_key(shape);
    case KeyRing::Verdict::wrong:
      return wrong_key(shape);
    case KeyRing::Verdict::accepted:
      break;
  }
  return std::nullopt;
}

}  // namespace oaisim
