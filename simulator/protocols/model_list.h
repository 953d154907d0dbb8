// GET …/models and …/models/{id}: the configured deployments and the catalogue of published models.
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Models".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaisim {

// `deployments`: names, listed first.
std::string model_list_body(const std::vector<std::string>& deployments);

// Nothing when neither names it.
std::optional<std::string> model_body(const std::vector<std::string>& deployments, std::string_view id);

}  // namespace oaisim
