// Objects that clients made and may ask for again: responses, completions, files, pictures.
//
//   put ──► newest … oldest ──► dropped when all together have more than the bound
//
// An object that has must_stay() and says so is not dropped for others: what does not fit beside it is not kept.
// What is dropped is simply unknown from then on; dropped() counts it, so that whoever wonders can be told.
//
// Thread safety: all of it; one short critical section each.  Ownership: objects are shared and immutable, a changed
// one is put again.  Units: bytes, as whoever puts an object estimates them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace oaisim {

template <typename Object>
class ObjectStore {
 public:
  using Pointer = std::shared_ptr<const Object>;

  explicit ObjectStore(std::uint64_t max_bytes, std::size_t max_objects = 100'000)
      : max_bytes_(max_bytes), max_objects_(max_objects) {}

  // Adds an object, or replaces the one of this id in its place, and drops the oldest others that there is no room for.
  // False: it does not fit beside those that must stay, and nothing was changed.
  bool put(std::string_view id, Pointer object, std::size_t bytes) {
    const std::size_t cost = bytes + kBytesPerObject;
    std::vector<Pointer> released;  // after the lock
    const std::lock_guard lock(mutex_);
    const auto known = by_id_.find(id);
    if (known != by_id_.end()) return exchange(entries_.at(known->second), std::move(object), cost, released);
    if (!make_room(id, bytes_ + cost, entries_.size() + 1, released)) return false;
    add(id, std::move(object), cost);
    return true;
  }

  // Adds an object unless another would have to be dropped for it.  False: there is no room, or there is one of this
  // id.
  bool put_if_room(std::string_view id, Pointer object, std::size_t bytes) {
    const std::size_t cost = bytes + kBytesPerObject;
    const std::lock_guard lock(mutex_);
    if (bytes_ + cost > max_bytes_ || entries_.size() >= max_objects_ || by_id_.contains(id)) return false;
    add(id, std::move(object), cost);
    return true;
  }

  // Puts a changed object in the place of the one of this id.  False: there is none (any more), or it does not fit.
  bool replace(std::string_view id, Pointer object, std::size_t bytes) {
    const std::size_t cost = bytes + kBytesPerObject;
    std::vector<Pointer> released;  // after the lock
    const std::lock_guard lock(mutex_);
    const auto known = by_id_.find(id);
    return known != by_id_.end() && exchange(entries_.at(known->second), std::move(object), cost, released);
  }

  // Null: never put, erased or dropped.
  Pointer find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto known = by_id_.find(id);
    return known == by_id_.end() ? nullptr : entries_.at(known->second).object;
  }

  // The object that was erased; null when there was none.
  Pointer erase(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto known = by_id_.find(id);
    if (known == by_id_.end()) return nullptr;
    const auto entry = entries_.find(known->second);
    Pointer object = std::move(entry->second.object);
    bytes_ -= entry->second.bytes;
    entries_.erase(entry);
    by_id_.erase(known);
    return object;
  }

  // All of them, oldest first.
  std::vector<Pointer> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<Pointer> objects;
    objects.reserve(entries_.size());
    for (const auto& [number, entry] : entries_) objects.push_back(entry.object);
    return objects;
  }

  std::uint64_t max_bytes() const { return max_bytes_; }
  std::uint64_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }
  std::uint64_t dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

 private:
  static constexpr std::size_t kBytesPerObject = 256;  // what keeps and finds one

  struct Entry {
    std::string id;
    Pointer object;
    std::size_t bytes;
  };
  using Entries = std::map<std::uint64_t, Entry>;  // by age
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
  };

  void add(std::string_view id, Pointer object, std::size_t cost) {
    by_id_.emplace(id, next_);
    entries_.emplace(next_++, Entry{std::string(id), std::move(object), cost});
    bytes_ += cost;
  }

  bool exchange(Entry& entry, Pointer object, std::size_t cost, std::vector<Pointer>& released) {
    if (!make_room(entry.id, bytes_ - entry.bytes + cost, entries_.size(), released)) return false;
    bytes_ += cost - entry.bytes;
    entry.bytes = cost;
    released.push_back(std::exchange(entry.object, std::move(object)));
    return true;
  }

  static bool may_be_dropped(const Object& object) {
    if constexpr (requires { object.must_stay(); }) return !object.must_stay();
    return true;
  }

  // Drops the oldest but `id` until so many bytes and objects are within the bounds.  False: not even then are they,
  // and nothing was dropped.
  bool make_room(std::string_view id, std::uint64_t bytes, std::size_t objects, std::vector<Pointer>& released) {
    std::vector<typename Entries::iterator> dropped;
    for (auto oldest = entries_.begin(); bytes > max_bytes_ || objects > max_objects_; ++oldest) {
      if (oldest == entries_.end()) return false;
      if (oldest->second.id == id || !may_be_dropped(*oldest->second.object)) continue;
      bytes -= oldest->second.bytes;
      --objects;
      dropped.push_back(oldest);
    }
    for (const auto oldest : dropped) {
      released.push_back(std::move(oldest->second.object));
      bytes_ -= oldest->second.bytes;
      by_id_.erase(by_id_.find(oldest->second.id));
      entries_.erase(oldest);
    }
    dropped_ += dropped.size();
    return true;
  }

  const std::uint64_t max_bytes_;
  const std::size_t max_objects_;
  mutable std::mutex mutex_;
  Entries entries_;
  std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> by_id_;
  std::uint64_t next_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace oaisim
