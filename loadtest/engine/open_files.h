// How many connections the operating system lets a process hold.
#pragma once

#include <cstdint>

#include "common/base/result.h"

namespace oaisim::loadtest {

// Raises the process's limit of open files to its hard limit, and checks that `connections` fit.
// Error: how many are needed, how many there are, and how to get more.
Status allow_connections(std::int64_t connections);

}  // namespace oaisim::loadtest
