#include "loadtest/engine/open_files.h"

#include <sys/resource.h>

namespace oaisim::loadtest {
namespace {

constexpr std::int64_t kOtherFiles = 64;  // the program's own: logs, timers, polls

}  // namespace

Status allow_connections(std::int64_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return success();
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  const auto needed = connections + kOtherFiles;
  if (limit.rlim_cur == RLIM_INFINITY || static_cast<std::int64_t>(limit.rlim_cur) >= needed) return success();
  return Error{ErrorCode::limit_exceeded,
               std::to_string(connections) + " connections need " + std::to_string(needed) +
                   " open files and the hard limit is " + std::to_string(limit.rlim_cur) +
                   "; raise it (ulimit -Hn, or LimitNOFILE of the service) or use fewer --users or --max-connections"};
}

}  // namespace oaisim::loadtest
