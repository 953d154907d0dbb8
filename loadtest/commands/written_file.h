// Files that a command writes when all that they hold is known, and standard output.
//
// Thread safety: all of it.
#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "common/base/result.h"

namespace oaisim::loadtest {

// That the file can be written, which is to be known before there is anything to write.  Where there was none, there is
// none afterwards.
Status check_file(const std::string& path);

// `write` writes all of it.  The file appears under its name when it is whole, and what was there stays until then;
// where that cannot be (a pipe, a device, a link, a folder that takes no other files), it is written in its place.
Status write_file(const std::string& path, const std::function<void(std::ostream&)>& write);

// Error: not all that was printed could be written.
Status flush_output();

}  // namespace oaisim::loadtest
