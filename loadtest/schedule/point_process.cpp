#include "loadtest/schedule/point_process.h"

#include <cmath>

namespace oaisim::loadtest {

double PoissonProcess::next() {
  moment_ -= std::log(1.0 - random_.uniform());
  return moment_;
}

// A gamma variable of this shape has the mean `shape`.
double GammaProcess::next() {
  moment_ += draw(shape_) / shape_;
  return moment_;
}

double GammaProcess::draw(double shape) {
  if (shape < 1) return draw(shape + 1) * std::pow(1.0 - random_.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = random_.normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1.0 - random_.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

double Bursts::next() {
  if (left_ == 0) {
    left_ = size_;
    moment_ = inner_->next() * static_cast<double>(size_);
  }
  --left_;
  return moment_;
}

}  // namespace oaisim::loadtest
