// GET …/models and …/models/{id}: the configured deployments and the published models of the API's own maker.
//
//   OpenAI      {"object":"list","data":[{"id","object":"model","created","owned_by"}]}
//   Anthropic   {"data":[{"type":"model","id","display_name","created_at",…}],"has_more","first_id","last_id"}
//
// Thread safety: pure functions.  Source: OpenAI API reference, "Models"; Claude API reference, "Models".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/protocols/api_error.h"

namespace oaisim {

// `deployments`: names, listed first.
std::string model_list_body(const std::vector<std::string>& deployments);

// Nothing when neither names it.
std::optional<std::string> model_body(const std::vector<std::string>& deployments, std::string_view id);

// The part of Anthropic's list that a query asks for, each as it stands in the URL or empty.
struct ModelPage {
  std::string_view limit = {};  // 1 to 1000; 20 when empty
  std::string_view after_id = {};
  std::string_view before_id = {};
};

// The list, or why the page is refused.
struct AnthropicModelList {
  std::string body = {};
  std::optional<ApiError> error = {};
};

AnthropicModelList anthropic_model_list(const std::vector<std::string>& deployments, const ModelPage& page);
std::optional<std::string> anthropic_model_body(const std::vector<std::string>& deployments, std::string_view id);

}  // namespace oaisim
