#include "loadtest/report/progress_line.h"

#include <algorithm>

#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

constexpr Duration kRatePeriod = std::chrono::seconds(1);  // real time over which a terminal's rate is taken

Duration scaled(Duration real, double time_scale) {
  return Duration(static_cast<Duration::rep>(static_cast<double>(real.count()) * time_scale));
}

}  // namespace

void ProgressLine::show(const Progress& progress) {
  const Duration since = progress.elapsed - last_.elapsed;
  const Duration period = terminal_ ? kRatePeriod : Duration(kLogPeriod);
  if (since >= scaled(period, plan_.time_scale)) {
    rate_ = static_cast<double>(progress.finished - last_.finished) / to_seconds(since);
    last_ = progress;
  } else if (!terminal_) {
    return;
  }
  if (terminal_) {
    out_ << "\r\033[K" << text(progress) << std::flush;
  } else {
    out_ << text(progress) << std::endl;
  }
}

void ProgressLine::finish() {
  if (terminal_) out_ << "\r\033[K" << std::flush;
}

std::string ProgressLine::text(const Progress& progress) const {
  std::string line = decimals(std::max(0.0, to_seconds(progress.elapsed)), 0) + " s";
  if (plan_.load.duration) line += " of " + decimals(to_seconds(*plan_.load.duration), 0) + " s";
  line += "  " + with_commas(progress.finished);
  if (plan_.load.requests) line += " of " + with_commas(static_cast<std::uint64_t>(*plan_.load.requests));
  line += " requests";
  if (rate_ > 0) line += "  " + decimals(rate_, 1) + "/s";
  line += "  in flight " + with_commas(static_cast<std::uint64_t>(std::max<std::int64_t>(0, progress.in_flight)));
  if (progress.limited > 0) line += "  429 " + with_commas(progress.limited);
  if (progress.failed > 0) line += "  failed " + with_commas(progress.failed);
  return line;
}

}  // namespace oaisim::loadtest
