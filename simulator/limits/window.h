// One of the three kinds of window, chosen at run time: a value with their common shape.
//
// Thread safety: none; the owner serialises calls.
#pragma once

#include <algorithm>
#include <utility>
#include <variant>

#include "simulator/limits/fixed_window.h"
#include "simulator/limits/limit_settings.h"
#include "simulator/limits/sliding_window.h"
#include "simulator/limits/token_bucket.h"

namespace oaisim {

class Window {
 public:
  // REQUIRES: limit >= 1, width >= 1 us.
  Window(WindowKind kind, TokenCount limit, Duration width)
      : kind_(kind), width_(width), window_(make(kind, limit, width)) {}

  WindowKind kind() const { return kind_; }
  Duration width() const { return width_; }

  void advance(TimePoint now) {
    std::visit([&](auto& w) { w.advance(now); }, window_);
  }
  bool fits(TokenCount cost) const {
    return std::visit([&](const auto& w) { return w.fits(cost); }, window_);
  }
  void charge(TokenCount cost) {
    std::visit([&](auto& w) { w.charge(cost); }, window_);
  }
  TokenCount limit() const {
    return std::visit([](const auto& w) { return w.limit(); }, window_);
  }
  TokenCount used() const {
    return std::visit([](const auto& w) { return w.used(); }, window_);
  }
  TokenCount remaining() const { return std::max<TokenCount>(limit() - used(), 0); }
  Duration retry_after(TokenCount cost) const {
    return std::visit([&](const auto& w) { return w.retry_after(cost); }, window_);
  }
  Duration reset_after() const {
    return std::visit([](const auto& w) { return w.reset_after(); }, window_);
  }
  void set_limit(TokenCount limit) {
    std::visit([&](auto& w) { w.set_limit(limit); }, window_);
  }

 private:
  using AnyWindow = std::variant<SlidingWindow, FixedWindow, TokenBucket>;

  static AnyWindow make(WindowKind kind, TokenCount limit, Duration width) {
    switch (kind) {
      case WindowKind::fixed_window:
        return FixedWindow(limit, width);
      case WindowKind::token_bucket:
        return TokenBucket(limit, width);
      case WindowKind::sliding_window:
        break;
    }
    return SlidingWindow(limit, width);
  }

  WindowKind kind_;
  Duration width_;
  AnyWindow window_;
};

}  // namespace oaisim
