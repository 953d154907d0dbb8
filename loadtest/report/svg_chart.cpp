#include "loadtest/report/svg_chart.h"

#include <algorithm>
#include <cmath>

#include "loadtest/report/html_text.h"

namespace oaisim::loadtest {
namespace {

// The field within the axes.
constexpr double kLeft = 70;
constexpr double kRight = kChartWidth - 18;
constexpr double kTop = 14;
constexpr double kBottom = kChartHeight - 52;

constexpr std::size_t kMostDots = 40;  // with more places only lines are drawn
constexpr double kBarShare = 0.85;     // of the distance of two bars

double x_of(const Chart& chart, double value) { return kLeft + chart.x.place(value) * (kRight - kLeft); }
double y_of(const Chart& chart, double value) { return kBottom - chart.y.place(value) * (kBottom - kTop); }

bool has_values(const Series& series) {
  return std::any_of(series.values.begin(), series.values.end(), [](double value) { return !std::isnan(value); });
}

std::string with_unit(double value, const Chart& chart) {
  return short_number(value) + (chart.unit.empty() ? "" : " " + chart.unit);
}

// ---- For those who do not see it

std::string range_text(const Series& series, const Chart& chart) {
  double low = INFINITY;
  double high = -INFINITY;
  for (const double value : series.values) {
    if (std::isnan(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return series.name + " from " + short_number(low) + " to " + with_unit(high, chart);
}

std::string description_of(const Chart& chart) {
  std::string text;
  for (const Series& series : chart.series) {
    if (has_values(series)) text += (text.empty() ? "" : "; ") + range_text(series, chart);
  }
  return text + ".";
}

// ---- Parts of the drawing

void write_legend(const Chart& chart, std::ostream& out) {
  out << "<ul class=\"legend\">";
  for (const Series& series : chart.series) {
    if (!has_values(series)) continue;
    out << "<li><svg class=\"key\" viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line s" << series.color
        << " d" << series.dash << "\" d=\"M0 4H24\"/></svg>" << html_escaped(series.name) << "</li>";
  }
  out << "</ul>\n";
}

void write_bands(const Chart& chart, std::ostream& out) {
  for (std::size_t i = 0; i < chart.bands.size(); ++i) {
    const Band& band = chart.bands[i];
    const double begin = x_of(chart, band.begin);
    const double end = x_of(chart, band.end);
    if (end <= begin) continue;
    const std::string name = html_escaped(band.name);
    out << "<g><title>" << name << "</title><rect class=\"band b" << i % 2 << "\" x=\"" << coordinate(begin)
        << "\" y=\"" << coordinate(kTop) << "\" width=\"" << coordinate(end - begin) << "\" height=\""
        << coordinate(kBottom - kTop) << "\"/>";
    constexpr double kCharacter = 8;
    if (static_cast<double>(band.name.size()) * kCharacter < end - begin) {
      out << "<text class=\"band-name\" x=\"" << coordinate(begin + 4) << "\" y=\"" << coordinate(kTop + 12) << "\">"
          << name << "</text>";
    }
    out << "</g>\n";
  }
}

void write_text(const char* classes, double x, double y, const std::string& text, std::ostream& out) {
  out << "<text class=\"" << classes << "\" x=\"" << coordinate(x) << "\" y=\"" << coordinate(y) << "\">"
      << html_escaped(text) << "</text>";
}

void write_axes(const Chart& chart, std::ostream& out) {
  for (const AxisMark& mark : chart.y.marks) {
    const double y = y_of(chart, mark.value);
    out << "<path class=\"grid\" d=\"M" << coordinate(kLeft) << ' ' << coordinate(y) << 'H' << coordinate(kRight)
        << "\"/>";
    write_text("mark end", kLeft - 8, y + 4, mark.label, out);
  }
  out << '\n';
  for (const AxisMark& mark : chart.x.marks) {
    const double x = x_of(chart, mark.value);
    out << "<path class=\"grid\" d=\"M" << coordinate(x) << ' ' << coordinate(kBottom) << "v5\"/>";
    write_text("mark middle", x, kBottom + 20, mark.label, out);
  }
  out << "\n<path class=\"axis\" d=\"M" << coordinate(kLeft) << ' ' << coordinate(kTop) << 'V' << coordinate(kBottom)
      << 'H' << coordinate(kRight) << "\"/>";
  write_text("mark middle", (kLeft + kRight) / 2, kChartHeight - 10, chart.x.title, out);
  out << "<text class=\"mark middle\" transform=\"translate(15 " << coordinate((kTop + kBottom) / 2)
      << ") rotate(-90)\">" << html_escaped(chart.y.title) << "</text>\n";
}

void write_line(const Chart& chart, const Series& series, std::ostream& out) {
  out << "<path class=\"line s" << series.color << " d" << series.dash << "\" d=\"";
  bool is_drawing = false;
  for (std::size_t i = 0; i < chart.places.size(); ++i) {
    const double value = series.values[i];
    if (!std::isnan(value)) {
      out << (is_drawing ? 'L' : 'M') << coordinate(x_of(chart, chart.places[i])) << ' '
          << coordinate(y_of(chart, value));
    }
    is_drawing = !std::isnan(value);
  }
  out << "\"/>\n";
}

// Of few places, and of those whose neighbours have no value: a line alone would not show them.
void write_dots(const Chart& chart, const Series& series, std::ostream& out) {
  const auto is_empty = [&](std::size_t i) { return i >= series.values.size() || std::isnan(series.values[i]); };
  for (std::size_t i = 0; i < chart.places.size(); ++i) {
    if (is_empty(i)) continue;
    const bool is_alone = is_empty(i + 1) && (i == 0 || is_empty(i - 1));
    if (chart.places.size() > kMostDots && !is_alone) continue;
    out << "<circle class=\"dot s" << series.color << "\" cx=\"" << coordinate(x_of(chart, chart.places[i]))
        << "\" cy=\"" << coordinate(y_of(chart, series.values[i])) << "\" r=\"3\"/>";
  }
  out << '\n';
}

void write_bars(const Chart& chart, const Series& series, std::ostream& out) {
  const double distance =
      chart.places.size() > 1 ? x_of(chart, chart.places[1]) - x_of(chart, chart.places[0]) : (kRight - kLeft) / 4;
  const double width = distance * kBarShare;
  for (std::size_t i = 0; i < chart.places.size(); ++i) {
    const double top = y_of(chart, series.values[i]);
    if (std::isnan(series.values[i]) || top >= kBottom) continue;
    out << "<rect class=\"bar s" << series.color << "\" x=\"" << coordinate(x_of(chart, chart.places[i]) - width / 2)
        << "\" y=\"" << coordinate(top) << "\" width=\"" << coordinate(width) << "\" height=\""
        << coordinate(kBottom - top) << "\"/>";
  }
  out << '\n';
}

// An invisible bar for each place that shows all values when the pointer rests on it.
void write_tips(const Chart& chart, std::ostream& out) {
  const std::size_t count = chart.places.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double here = x_of(chart, chart.places[i]);
    const double begin = i == 0 ? kLeft : (x_of(chart, chart.places[i - 1]) + here) / 2;
    const double end = i + 1 == count ? kRight : (here + x_of(chart, chart.places[i + 1])) / 2;
    out << "<rect class=\"tip\" x=\"" << coordinate(begin) << "\" y=\"" << coordinate(kTop) << "\" width=\""
        << coordinate(std::max(0.0, end - begin)) << "\" height=\"" << coordinate(kBottom - kTop) << "\"><title>"
        << html_escaped(chart.place_names[i]);
    for (const Series& series : chart.series) {
      if (std::isnan(series.values[i])) continue;
      out << "&#10;" << html_escaped(series.name + ": " + with_unit(series.values[i], chart));
    }
    out << "</title></rect>\n";
  }
}

}  // namespace

void write_chart(const Chart& chart, std::ostream& out) {
  if (std::none_of(chart.series.begin(), chart.series.end(), has_values)) return;
  out << "<figure><figcaption>" << html_escaped(chart.title) << "</figcaption>\n";
  write_legend(chart, out);
  out << "<svg class=\"chart\" viewBox=\"0 0 " << coordinate(kChartWidth) << ' ' << coordinate(kChartHeight)
      << "\" role=\"img\" aria-label=\"" << html_escaped(chart.title + ": " + description_of(chart)) << "\">\n";
  write_bands(chart, out);
  write_axes(chart, out);
  for (const Series& series : chart.series) {
    if (!has_values(series)) continue;
    if (series.kind == SeriesKind::bars) {
      write_bars(chart, series, out);
    } else {
      write_line(chart, series, out);
      write_dots(chart, series, out);
    }
  }
  write_tips(chart, out);
  out << "</svg></figure>\n";
}

}  // namespace oaisim::loadtest
