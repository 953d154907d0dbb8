#include "simulator/stored_objects.h"

#include <map>

#include "common/base/clock.h"
#include "tests/support/resource_call.h"

using namespace oaisim;
using std::chrono::hours;

TEST_CASE("the output of a batch is listed, found and read once it has ended, though nobody asked for the batch") {
  ManualClock clock;
  StoredObjects stored(1'000'000, clock);
  std::map<std::string, ResourceHandler> gets;
  stored.add_resources([&](HttpMethod method, std::string_view path, ResourceHandler handler) {
    if (method == HttpMethod::get) gets.emplace(path, std::move(handler));
  });
  stored.files.put("file-in", std::make_shared<StoredFile>(StoredFile{.id = "file-in", .purpose = "batch"}), 100);
  stored.batch_objects.on_create([](const BatchWork&) {});
  const std::string body = R"({"input_file_id":"file-in","endpoint":"/v1/chat/completions","completion_window":"24h"})";
  for (const std::string number : {"1", "2", "3"}) {
    const auto create = [&](const auto& request) { return stored.batch_objects.create(request); };
    json_of(ask(clock, {.body = body, .new_id = number}, create));
    stored.batch_objects.finish("batch_" + number, {.results = {{.done = hours(1), .head = "{", .answer = "}\n"}}});
    clock.advance(hours(2));
    if (number == "1") CHECK(json_of(ask(clock, {}, gets.at("files")))["data"].size() == 2);
    if (number == "2") CHECK(json_of(ask(clock, {.id = "file-2O"}, gets.at("files/{id}")))["bytes"] == 3);
    if (number == "3") CHECK(body_of(ask(clock, {.id = "file-3O"}, gets.at("files/{id}/content"))) == "{}\n");
  }
}
