#include "simulator/limits/fixed_window.h"

namespace oaisim {

void FixedWindow::advance(TimePoint now) {
  if (now <= now_) return;
  now_ = now;
  if (now < end_) return;
  end_ = now - now.time_since_epoch() % width_ + width_;
  used_ = 0;
}

bool FixedWindow::admit(TokenCount cost, TimePoint now) {
  advance(now);
  if (!fits(cost)) return false;
  charge(cost);
  return true;
}

Duration FixedWindow::retry_after(TokenCount cost) const {
  if (cost > limit_) return Duration::max();
  return fits(cost) ? Duration::zero() : end_ - now_;
}

Duration FixedWindow::reset_after() const { return used_ == 0 ? Duration::zero() : end_ - now_; }

}  // namespace oaisim
