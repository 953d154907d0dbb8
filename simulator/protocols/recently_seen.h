// What was made of JSON values that came lately, by fingerprint: applications send the same tools and schemas with
// every request.
//
// Holds at most kMost values; the one that was not asked for the longest goes first.  Thread safety: none.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "simulator/protocols/json_fingerprint.h"

namespace oaisim {

template <typename Value>
class RecentlySeen {
 public:
  static constexpr std::size_t kMost = 32;

  // Null when it is not there.
  std::shared_ptr<Value> find(const Fingerprint& fingerprint) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.fingerprint == fingerprint; });
    if (found == entries_.end()) return nullptr;
    std::rotate(entries_.begin(), found, found + 1);
    return entries_.front().value;
  }

  void keep(const Fingerprint& fingerprint, std::shared_ptr<Value> value) {
    if (entries_.size() == kMost) entries_.pop_back();
    entries_.insert(entries_.begin(), {fingerprint, std::move(value)});
  }

 private:
  struct Entry {
    Fingerprint fingerprint;
    std::shared_ptr<Value> value;
  };

  std::vector<Entry> entries_;  // the latest first
};

}  // namespace oaisim
