#include <sys/resource.h>

#include <cstdio>
#include <exception>

#include "common/base/log.h"
#include "simulator/app.h"

namespace {

// Connections need descriptors: as many as the system allows this process.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int fail(const oaisim::Error& error) {
  std::fprintf(stderr, "oaisim: %s\n", error.message.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) try {
  oaisim::Settings settings;
  const auto outcome = oaisim::Settings::read(argc, argv, settings);
  if (!outcome) return fail(outcome.error());
  if (*outcome == oaisim::OptionSet::Outcome::exit) return 0;
  if (const auto status = oaisim::init_log(settings.log_level); !status) return fail(status.error());
  raise_descriptor_limit();
  oaisim::App app(std::move(settings));
  if (const auto status = app.listen(); !status) return fail(status.error());
  app.run();
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "oaisim: %s\n", problem.what());
  return 1;
}
