// A chart as an SVG within HTML: lines or bars over one axis, bands behind them, a legend above.
//
//   legend      - TTFT p50  -- TTFT p95
//   200 |   ____/
//   100 |__/            the figure is as wide as its place; the drawing is kWidth x kHeight units
//       +----------
//        0    10
//
// It needs no script: each place of the x axis has a tip with all values there.  Colours are classes of the page's
// style (`s0` ...), so that they follow light and dark; lines also differ in their dashes.  For those who do not see it
// there is a title and a sentence with the range of each line.
// Thread safety: all of it.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "loadtest/report/svg_axis.h"

namespace oaisim::loadtest {

enum class SeriesKind { line, bars };

struct Series {
  std::string name;
  int color = 0;                    // class s0 to s5
  int dash = 0;                     // class d0 to d2: solid, dashed, dotted
  std::vector<double> values = {};  // one for each place; NaN: there is none
  SeriesKind kind = SeriesKind::line;
};

// A part of the x axis with a name, such as a stage.
struct Band {
  std::string name;
  double begin = 0;
  double end = 0;
};

struct Chart {
  std::string title = {};
  std::string unit = {};  // of the values, in tips
  Axis x = {};
  Axis y = {};
  std::vector<double> places = {};            // on the x axis, ascending
  std::vector<std::string> place_names = {};  // as many
  std::vector<Series> series = {};
  std::vector<Band> bands = {};
};

inline constexpr double kChartWidth = 600;
inline constexpr double kChartHeight = 300;

// Nothing is written when no series has a value.
void write_chart(const Chart& chart, std::ostream& out);

}  // namespace oaisim::loadtest
