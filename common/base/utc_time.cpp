#include "common/base/utc_time.h"

#include <ctime>

namespace oaisim {

void append_utc(std::string& out, std::int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  out.append(text, std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts));
}

}  // namespace oaisim
