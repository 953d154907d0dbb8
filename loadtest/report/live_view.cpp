#include "loadtest/report/live_view.h"

#include <algorithm>

#include "loadtest/report/text.h"

namespace oaisim::loadtest {
namespace {

constexpr Duration kRatePeriod = std::chrono::seconds(1);  // real time over which a terminal's rates are taken
constexpr std::size_t kBarWidth = 20;
constexpr std::size_t kShownClasses = 3;
constexpr const char* kRed = "\033[31m";
constexpr const char* kPlain = "\033[0m";

Duration scaled(Duration real, double time_scale) {
  return Duration(static_cast<Duration::rep>(static_cast<double>(real.count()) * time_scale));
}

std::string commas(std::int64_t number) {
  return with_commas(static_cast<std::uint64_t>(std::max<std::int64_t>(0, number)));
}

struct Extent {
  std::size_t columns = 0;
  std::size_t bytes = 0;
};

// The beginning of a line that takes at most `most` columns: colours take none, a character of UTF-8 takes one.
Extent beginning_of(std::string_view line, std::size_t most) {
  Extent extent;
  while (extent.bytes < line.size()) {
    std::size_t end = extent.bytes + 1;
    const bool is_colour = line[extent.bytes] == '\033';
    if (is_colour) {
      end = std::min(line.find('m', end), line.size() - 1) + 1;
    } else {
      while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) ++end;
      if (extent.columns == most) break;
      ++extent.columns;
    }
    extent.bytes = end;
  }
  return extent;
}

std::size_t width_of(std::string_view line) { return beginning_of(line, line.size()).columns; }

// The beginning of a line that fits, with its colours ended.
std::string cut(const std::string& line, std::size_t columns) {
  const std::size_t bytes = beginning_of(line, columns).bytes;
  if (bytes == line.size()) return line;
  return line.substr(0, bytes) + (line.find('\033') == std::string::npos ? "" : kPlain);
}

std::string percentiles(const std::string& name, const CompactHistogram& latency) {
  if (latency.empty()) return {};
  const auto at = [&](double p) { return milliseconds(static_cast<double>(latency.percentile(p))); };
  return name + " p50 " + at(50) + "  p90 " + at(90) + "  p99 " + at(99) + " ms";
}

// " (timeout 4, 5xx 2)"; nothing when nothing failed.
std::string classes_text(const Progress& progress) {
  const auto classes = failing_classes(progress);
  std::string text;
  for (std::size_t i = 0; i < std::min(classes.size(), kShownClasses); ++i) {
    text += (i == 0 ? " (" : ", ") + std::string(classes[i].first) + " " + with_commas(classes[i].second);
  }
  if (text.empty()) return text;
  return text + (classes.size() > kShownClasses ? ", ...)" : ")");
}

double share_done(const RunPlan& plan, const Progress& progress) {
  if (plan.load.requests) return static_cast<double>(progress.finished()) / static_cast<double>(*plan.load.requests);
  if (plan.load.duration) return to_seconds(progress.elapsed) / to_seconds(*plan.load.duration);
  return 0;
}

}  // namespace

bool LiveView::take_rates(const Progress& progress) {
  const Duration since = progress.elapsed - last_.elapsed;
  const Duration period = screen_.terminal ? kRatePeriod : Duration(kLogPeriod);
  const bool is_over = since >= scaled(period, plan_.time_scale);
  // Until the first period is over, what there is of it says more than zeros.
  if (!is_over && (!history_.empty() || since <= Duration::zero())) return false;
  const auto rate = [&](std::uint64_t now, std::uint64_t before) {
    return static_cast<double>(now - before) / to_seconds(since);
  };
  rates_ = {.offered = rate(progress.offered, last_.offered),
            .achieved = rate(progress.finished(), last_.finished()),
            .limited = rate(progress.limited(), last_.limited()),
            .failed = rate(progress.failed(), last_.failed())};
  if (!is_over) return false;
  history_.push_back(rates_.achieved);
  if (history_.size() > kHistory) history_.pop_front();
  last_ = progress;
  return true;
}

void LiveView::show(const Progress& progress) {
  const bool renewed = take_rates(progress);
  if (!screen_.terminal) {
    if (renewed) out_ << log_line(progress) << std::endl;
    return;
  }
  const ScreenSize size = screen_.size();
  auto lines = lines_of(progress, size.columns);
  // The last row is where the cursor rests.
  lines.resize(std::clamp<std::size_t>(size.rows - 1, 1, lines.size()));
  draw(lines);
}

void LiveView::finish() {
  if (!screen_.terminal) return;
  out_ << erase(screen_.size().columns) << std::flush;
  drawn_widths_.clear();
}

// Moves to the first line that was drawn, of which a window that became narrower may have made several, and clears from
// there on.
std::string LiveView::erase(std::size_t columns) const {
  std::size_t rows = 0;
  for (const std::size_t width : drawn_widths_) rows += std::max<std::size_t>(1, (width + columns - 1) / columns);
  return "\r" + (rows > 0 ? "\033[" + std::to_string(rows) + "A" : "") + "\033[J";
}

void LiveView::draw(const std::vector<std::string>& lines) {
  const std::size_t columns = std::max<std::size_t>(1, screen_.size().columns);
  std::string text = erase(columns);
  drawn_widths_.clear();
  for (const auto& line : lines) {
    const std::string fitting = cut(line, columns - 1);
    drawn_widths_.push_back(width_of(fitting));
    text += fitting + "\n";
  }
  out_ << text << std::flush;  // in one go: nothing flickers
}

std::vector<std::string> LiveView::lines_of(const Progress& progress, std::size_t columns) const {
  std::vector<std::string> lines{
      time_text(progress) + bar(progress) + "  in flight " + commas(progress.in_flight), rates_text(),
      with_commas(progress.finished()) + " requests: " + with_commas(progress.succeeded()) + " succeeded, " +
          with_commas(progress.limited()) + " limited, " +
          alarming(with_commas(progress.failed()) + " failed" + classes_text(progress), progress.failed() > 0)};
  for (const auto& latencies : {percentiles("TTFT", progress.ttft), percentiles("E2E ", progress.e2e)}) {
    if (!latencies.empty()) lines.push_back(latencies);
  }
  if (history_.size() > 1) lines.push_back(sparkline(columns));
  return lines;
}

std::string LiveView::time_text(const Progress& progress) const {
  std::string text = decimals(std::max(0.0, to_seconds(progress.elapsed)), 0) + " s";
  if (plan_.load.duration) text += " of " + decimals(to_seconds(*plan_.load.duration), 0) + " s";
  return text;
}

std::string LiveView::bar(const Progress& progress) const {
  if (!plan_.load.duration && !plan_.load.requests) return {};
  const double share = std::clamp(share_done(plan_, progress), 0.0, 1.0);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(kBarWidth));
  return "  [" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "]";
}

std::string LiveView::rates_text() const {
  std::string text = "offered " + decimals(rates_.offered, 1) + "/s  achieved " + decimals(rates_.achieved, 1) + "/s";
  if (rates_.limited > 0) text += "  " + alarming("429 " + decimals(rates_.limited, 1) + "/s", true);
  if (rates_.failed > 0) text += "  " + alarming("failed " + decimals(rates_.failed, 1) + "/s", true);
  return text;
}

std::string LiveView::sparkline(std::size_t columns) const {
  static constexpr std::string_view kUnicode[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static constexpr std::string_view kAscii[] = {".", ":", "-", "=", "+", "*", "%", "#"};
  const std::string name = "achieved/s, the last " + std::to_string(history_.size()) + " s  ";
  const std::size_t room = columns > name.size() + 1 ? columns - name.size() - 1 : 0;
  const std::size_t shown = std::min(room, history_.size());
  const double most = std::max(1e-9, *std::max_element(history_.begin(), history_.end()));
  std::string text = name;
  for (std::size_t i = history_.size() - shown; i < history_.size(); ++i) {
    const auto height = std::min<std::size_t>(7, static_cast<std::size_t>(history_[i] / most * 7.999));
    text += (screen_.unicode ? kUnicode : kAscii)[height];
  }
  return text;
}

std::string LiveView::alarming(const std::string& text, bool alarm) const {
  return alarm && screen_.colour ? kRed + text + kPlain : text;
}

std::string LiveView::log_line(const Progress& progress) const {
  std::string line = time_text(progress) + "  " + with_commas(progress.finished());
  if (plan_.load.requests) line += " of " + with_commas(static_cast<std::uint64_t>(*plan_.load.requests));
  line += " requests";
  if (rates_.achieved > 0) line += "  " + decimals(rates_.achieved, 1) + "/s";
  line += "  in flight " + commas(progress.in_flight);
  if (progress.limited() > 0) line += "  429 " + with_commas(progress.limited());
  if (progress.failed() > 0) line += "  failed " + with_commas(progress.failed()) + classes_text(progress);
  for (const auto& latency : {percentiles("TTFT", progress.ttft), percentiles("E2E", progress.e2e)}) {
    if (!latency.empty()) line += "  " + latency;
  }
  return line;
}

}  // namespace oaisim::loadtest
