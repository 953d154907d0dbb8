#include <iostream>

#include "loadtest/commands/commands.h"

namespace oaisim::loadtest {

int scenario_command(int, const char* const*) { return kExitUsage; }

}  // namespace oaisim::loadtest
