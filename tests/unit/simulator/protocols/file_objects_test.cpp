#include "simulator/protocols/file_objects.h"

#include "tests/support/resource_call.h"

using namespace oaisim;
using nlohmann::json;

namespace {

std::string part(const std::string& disposition, const std::string& content) {
  return "--X\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

struct Service {
  explicit Service(std::uint64_t max_bytes = 1'000'000) : store(max_bytes) {}

  ResourceAnswer upload(const std::string& content, const std::string& fields = {}, const std::string& id = "1",
                        const std::string& purpose = "user_data") {
    const std::string body =
        part("name=\"file\"; filename=\"a.bin\"", content) + part("name=\"purpose\"", purpose) + fields + "--X--";
    return ask(clock, {.content_type = "multipart/form-data; boundary=X", .body = body, .new_id = id},
               [&](const auto& request) { return files.create(request); });
  }
  ResourceAnswer get(const std::string& id) {
    return ask(clock, {.id = id}, [&](const auto& request) { return files.get(request); });
  }
  ResourceAnswer content(const std::string& id) {
    return ask(clock, {.id = id}, [&](const auto& request) { return files.content(request); });
  }
  ResourceAnswer erase(const std::string& id) {
    return ask(clock, {.id = id}, [&](const auto& request) { return files.erase(request); });
  }
  json list(const std::string& query = {}) {
    return json_of(
        ask(clock, {.target = "/v1/files" + query}, [&](const auto& request) { return files.list(request); }));
  }

  ManualClock clock;
  FileStore store;
  FileObjects files{store};
};

const std::string kHour =
    part("name=\"expires_after[anchor]\"", "created_at") + part("name=\"expires_after[seconds]\"", "3600");

}  // namespace

TEST_CASE("a file is uploaded, found, read, listed and deleted") {
  Service service;
  const std::string bytes("a\0\xff\r\n", 5);
  const json made = json_of(service.upload(bytes));
  CHECK(made["id"] == "file-1");
  CHECK(made["bytes"] == 5);
  CHECK(made["filename"] == "a.bin");
  CHECK(made["created_at"] == service.clock.unix_seconds());
  CHECK_FALSE(made.contains("expires_at"));
  CHECK(json_of(service.get("file-1")) == made);
  CHECK(body_of(service.content("file-1")) == bytes);
  REQUIRE(std::holds_alternative<ResourceReply>(service.upload("{}", {}, "2", "batch")));
  CHECK(service.list()["data"].size() == 2);
  CHECK(service.list("?purpose=user_data")["data"] == json::array({made}));
  CHECK(json_of(service.erase("file-1"))["deleted"] == true);
  for (const auto& answer : {service.get("file-1"), service.content("file-1"), service.erase("file-1")}) {
    CHECK(error_of(answer).status == 404);
    CHECK(error_of(answer).message == "No such File object: file-1");
  }
}

TEST_CASE("a file is there until its time is over") {
  Service service;
  const json made = json_of(service.upload("x", kHour));
  CHECK(made["expires_at"] == service.clock.unix_seconds() + 3600);
  service.clock.advance(std::chrono::seconds(3599));
  CHECK(json_of(service.get("file-1")) == made);
  CHECK(service.list()["data"].size() == 1);
  service.clock.advance(std::chrono::seconds(1));
  CHECK(service.list()["data"].empty());
  CHECK(error_of(service.get("file-1")).status == 404);
  CHECK(error_of(service.content("file-1")).status == 404);
  CHECK_FALSE(service.files.has("file-1"));
}

TEST_CASE("files whose time is over make room for others, and no file is dropped before") {
  Service service(4000);
  REQUIRE(std::holds_alternative<ResourceReply>(service.upload(std::string(2000, 'x'), kHour)));
  const auto refused = service.upload(std::string(2000, 'y'), {}, "2");
  CHECK(error_of(refused).code == "storage_limit_exceeded");
  CHECK(service.files.has("file-1"));
  service.clock.advance(std::chrono::hours(1));
  CHECK(json_of(service.upload(std::string(2000, 'y'), {}, "2"))["id"] == "file-2");
}

TEST_CASE("what is no form, empty or of another purpose is refused and not kept") {
  Service service;
  CHECK(error_of(service.upload("")).code == "empty_file");
  CHECK(error_of(service.upload("x", {}, "1", "fun")).param == "purpose");
  CHECK(error_of(ask(service.clock, {.body = "{}"}, [&](const auto& request) {
          return service.files.create(request);
        })).code == "unsupported_content_type");
  CHECK(service.store.all().empty());
}

TEST_CASE("files of assistants are not read") {
  Service service;
  REQUIRE(std::holds_alternative<ResourceReply>(service.upload("x", {}, "1", "assistants")));
  CHECK(error_of(service.content("file-1")).status == 400);
}
