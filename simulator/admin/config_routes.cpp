#include "simulator/admin/config_routes.h"

#include "common/base/log.h"

namespace oaisim {

using nlohmann::json;

void add_config_routes(AdminApi& api, Deployments& deployments) {
  api.add(
      {.method = HttpMethod::get, .path = "/++/config", .answer = [&deployments](const AdminRequest&) -> Result<json> {
         return deployments.snapshot()->config.to_json();
       }});
  api.add({.method = HttpMethod::patch,
           .path = "/++/config",
           .body_schema = {{"type", "object"}},
           .answer = [&deployments](const AdminRequest& request) -> Result<json> {
             const auto changed = deployments.patch(request.body);
             if (!changed) return changed.error();
             spdlog::info("the configuration was patched");
             return changed->to_json();
           }});
}

}  // namespace oaisim
