#include "common/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

#include <algorithm>
#include <string>

namespace oaisim {

Status init_log(std::string_view level) {
  std::string name(level);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name == "warn") name = "warning";
  const auto parsed = spdlog::level::from_str(name);
  if (parsed == spdlog::level::off && name != "off") {
    return invalid("LOG_LEVEL is '" + std::string(level) +
                   "'; allowed: trace, debug, info, warning, error, critical, off");
  }
  auto logger = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  logger->set_level(parsed);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  return success();
}

}  // namespace oaisim
