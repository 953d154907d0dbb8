#include "loadtest/plan/load_plan.h"

namespace oaisim::loadtest {

Duration LoadPlan::ramp() const {
  if (shape == LoadShape::constant_rate || spawn_rate <= 0 || users <= 1) return Duration::zero();
  return from_seconds(static_cast<double>(users - 1) / spawn_rate);
}

}  // namespace oaisim::loadtest
