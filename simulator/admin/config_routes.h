// GET and PATCH /++/config.
//
// Ownership: the routes refer to `deployments`, which outlives the table.
#pragma once

#include "simulator/admin/admin_api.h"
#include "simulator/admin/deployments.h"

namespace oaisim {

void add_config_routes(AdminApi& api, Deployments& deployments);

}  // namespace oaisim
