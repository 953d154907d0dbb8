// Base64 with padding, as replies carry vectors, images and audio.
//
// Thread safety: pure functions.  Source: RFC 4648, section 4.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace oaisim {

// Nothing: that is no base64, or more than a GiB of it.  Padding may be missing.
std::optional<std::string> decode_base64(std::string_view text);

void append_base64(std::span<const std::byte> bytes, std::string& out);

}  // namespace oaisim
