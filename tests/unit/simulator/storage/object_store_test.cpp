#include "simulator/storage/object_store.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace oaisim;

namespace {

using Store = ObjectStore<std::string>;

Store::Pointer text(std::string_view value) { return std::make_shared<std::string>(value); }

}  // namespace

TEST_CASE("what was put is found until it is erased") {
  Store store(10'000);
  CHECK(store.put("a", text("first"), 5));
  REQUIRE(store.find("a") != nullptr);
  CHECK(*store.find("a") == "first");
  CHECK(store.find("b") == nullptr);
  CHECK(*store.erase("a") == "first");
  CHECK(store.find("a") == nullptr);
  CHECK(store.erase("a") == nullptr);
  CHECK(store.bytes() == 0);
}

TEST_CASE("an object that is put again keeps its place") {
  Store store(10'000);
  store.put("a", text("old"), 3);
  store.put("b", text("b"), 1);
  store.put("a", text("new"), 1000);
  const auto all = store.all();
  REQUIRE(all.size() == 2);
  CHECK(*all[0] == "new");
  CHECK(*all[1] == "b");
  const auto bytes = store.bytes();
  store.put("a", text("new"), 0);
  CHECK(store.bytes() == bytes - 1000);
}

TEST_CASE("the oldest are dropped when there are too many bytes, never the one that was just put") {
  Store store(3 * 1000);
  for (const char* id : {"a", "b", "c"}) store.put(id, text(id), 700);
  CHECK(store.dropped() == 0);
  store.put("a", text("a"), 1600);
  CHECK(store.find("a") != nullptr);
  CHECK(store.find("b") == nullptr);
  CHECK(store.find("c") != nullptr);
  CHECK(store.dropped() == 1);
  CHECK_FALSE(store.put("d", text("d"), 3000));
  CHECK(store.find("d") == nullptr);
  CHECK(store.find("a") != nullptr);
}

TEST_CASE("what must stay is not dropped, and what does not fit beside it is not kept") {
  struct Item {
    bool stays = false;
    bool must_stay() const { return stays; }
  };
  const auto item = [](bool stays) { return std::make_shared<Item>(Item{stays}); };
  ObjectStore<Item> store(3 * 1000);
  CHECK(store.put("a", item(true), 700));
  CHECK(store.put("b", item(false), 700));
  CHECK(store.put("c", item(false), 1600));
  CHECK(store.find("a") != nullptr);
  CHECK(store.find("b") == nullptr);
  CHECK_FALSE(store.put("d", item(false), 2700));
  CHECK_FALSE(store.replace("a", item(true), 2800));
  CHECK(store.find("c") != nullptr);
  CHECK(store.replace("a", item(true), 2700));
  CHECK(store.find("c") == nullptr);
  CHECK(store.dropped() == 2);
}

TEST_CASE("what must not drop others is put only where there is room") {
  Store store(3 * 1000);
  CHECK(store.put_if_room("a", text("a"), 1000));
  CHECK(store.put_if_room("b", text("b"), 1000));
  CHECK_FALSE(store.put_if_room("c", text("c"), 1000));
  CHECK_FALSE(store.put_if_room("a", text("other"), 10));
  CHECK(*store.find("a") == "a");
  CHECK(store.dropped() == 0);
}

TEST_CASE("what was erased meanwhile is not replaced") {
  Store store(3 * 1000);
  store.put("a", text("old"), 10);
  CHECK(store.replace("a", text("new"), 10));
  CHECK(*store.find("a") == "new");
  CHECK_FALSE(store.replace("a", text("large"), 3000));
  store.erase("a");
  CHECK_FALSE(store.replace("a", text("new"), 10));
  CHECK(store.find("a") == nullptr);
}

TEST_CASE("so many objects are kept and no more") {
  Store store(1'000'000, 2);
  for (const char* id : {"a", "b", "c"}) store.put(id, text(id), 1);
  CHECK(store.find("a") == nullptr);
  CHECK(store.all().size() == 2);
}

TEST_CASE("threads put, find and erase at once") {
  Store store(50'000);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i % 50);
        store.put(id, text(id), 100);
        if (const auto found = store.find(id); found != nullptr && *found != id) ++wrong;
        if (i % 3 == 0) store.erase(id);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(store.bytes() <= 50'000);
}
