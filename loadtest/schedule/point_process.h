// Where requests fall in time when there is one per second in the mean: sequences of moments that never go back.
//
//   constant   0   1   2   3        exactly even
//   poisson      0.3 0.4   2.1      gaps are exponential: requests know nothing of one another
//   gamma      shape 1 is poisson; below 1 requests come in clusters, above 1 they come more evenly
//   bursts     0 0 0     3 3 3      several at each moment of another process, and still one per second in all
//
// A rate, also one that changes, is laid over them by ProfiledArrivals (arrivals.h).
// Source: gamma gaps with the burstiness as their shape are those of `vllm bench serve --burstiness`; they are drawn as
// in G. Marsaglia and W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).
//
// Units: seconds.  Thread safety: none; each has one owner.
#pragma once

#include <memory>
#include <utility>

#include "common/base/random.h"

namespace oaisim::loadtest {

class PointProcess {
 public:
  virtual ~PointProcess() = default;
  virtual double next() = 0;  // not before the one that was returned last
};

class ConstantProcess final : public PointProcess {
 public:
  double next() override { return static_cast<double>(index_++); }

 private:
  std::uint64_t index_ = 0;
};

class PoissonProcess final : public PointProcess {
 public:
  explicit PoissonProcess(Random random) : random_(random) {}
  double next() override;

 private:
  Random random_;
  double moment_ = 0;
};

class GammaProcess final : public PointProcess {
 public:
  // REQUIRES: shape > 0.
  GammaProcess(double shape, Random random) : shape_(shape), random_(random) {}
  double next() override;

 private:
  double draw(double shape);

  double shape_;
  Random random_;
  double moment_ = 0;
};

class Bursts final : public PointProcess {
 public:
  // REQUIRES: size > 0.
  Bursts(std::unique_ptr<PointProcess> inner, std::int64_t size) : inner_(std::move(inner)), size_(size) {}
  double next() override;

 private:
  std::unique_ptr<PointProcess> inner_;
  std::int64_t size_;
  std::int64_t left_ = 0;
  double moment_ = 0;
};

}  // namespace oaisim::loadtest
