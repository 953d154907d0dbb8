#include "simulator/limits/sliding_window.h"

#include <algorithm>
#include <utility>

namespace oaisim {
namespace {

constexpr std::size_t kFirstSlots = 8;

}  // namespace

SlidingWindow::SlidingWindow(TokenCount limit, Duration width)
    : limit_(limit), width_(width), tick_(width / kTicks), ring_(kFirstSlots) {}

void SlidingWindow::advance(TimePoint now) {
  if (now <= now_) return;
  now_ = now;
  const TimePoint horizon = now - width_;
  while (count_ > 0 && slot(0).last <= horizon) {
    forgotten_ = slot(0).total;
    first_ = (first_ + 1) & (ring_.size() - 1);
    --count_;
  }
}

void SlidingWindow::charge(TokenCount cost) {
  total_ += cost;
  if (count_ > 0 && now_ < tick_end_) {
    slot(count_ - 1) = {now_, total_};
  } else {
    push({now_, total_});
    tick_end_ = now_ + tick_;
  }
}

// Slots begin at least a tick apart and the oldest is younger than the width, so there are never more than
// kTicks + 1 of them and the ring stops growing at 1024.
void SlidingWindow::push(Slot next) {
  if (count_ == ring_.size()) {
    std::vector<Slot> larger(2 * ring_.size());
    for (std::size_t i = 0; i < count_; ++i) larger[i] = slot(i);
    ring_ = std::move(larger);
    first_ = 0;
  }
  slot(count_++) = next;
}

bool SlidingWindow::admit(TokenCount cost, TimePoint now) {
  advance(now);
  if (!fits(cost)) return false;
  charge(cost);
  return true;
}

Duration SlidingWindow::retry_after(TokenCount cost) const {
  if (cost > limit_) return Duration::max();
  if (fits(cost)) return Duration::zero();
  const TokenCount must_leave = total_ + (cost - limit_);  // as a running total
  std::size_t low = 0;
  std::size_t high = count_ - 1;  // the last slot's total is total_, which is enough
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (slot(middle).total >= must_leave) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return slot(low).last + width_ - now_;
}

Duration SlidingWindow::reset_after() const {
  return used() == 0 ? Duration::zero() : slot(count_ - 1).last + width_ - now_;
}

}  // namespace oaisim
