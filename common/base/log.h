// The programs' log: lines on standard error, `2026-01-31T12:00:00.000Z info message`.
//
// Call init_log once at the start.  Secrets (keys, Authorization headers) are never passed to it.
// Thread safety: all of it.
#pragma once

#include <spdlog/spdlog.h>

#include <string_view>

#include "common/base/result.h"

namespace oaisim {

// `level`: trace, debug, info, warning, error, critical or off, in any case (LOG_LEVEL of the reference).
Status init_log(std::string_view level);

}  // namespace oaisim
