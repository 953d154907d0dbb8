// Checks what a Messages request asks of a model once the model is known, and decides how it thinks.
//
// Thread safety: pure functions.  Source: as that of claude_models.h; the refusals are worded as the service's.
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

std::optional<ApiError> settle_claude(std::string_view model, DecodedRequest& request);

}  // namespace oaisim
