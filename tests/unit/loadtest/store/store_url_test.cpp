#include "loadtest/store/store_url.h"

#include <doctest/doctest.h>

#include <map>

#include "tests/unit/loadtest/store/test_stores.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

Lookup lookup_in(std::map<std::string, std::string> names) {
  return [names](const std::string& name) -> std::optional<std::string> {
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string chosen(const std::string& wish, std::map<std::string, std::string> names) {
  names.try_emplace("HOME", "/h");
  const auto url = choose_store(wish, lookup_in(std::move(names)));
  return url ? url->address : "error: " + url.error().message;
}

}  // namespace

TEST_CASE("a scheme says which store it is, and everything else is a path") {
  CHECK(parse_store_url("postgres://h/d")->kind == StoreKind::postgres);
  CHECK(parse_store_url("postgresql://h/d")->kind == StoreKind::postgres);
  CHECK(parse_store_url("mongodb://h/d")->kind == StoreKind::mongo);
  CHECK(parse_store_url("mongodb+srv://h/d")->kind == StoreKind::mongo);
  CHECK(parse_store_url("none")->kind == StoreKind::none);
  CHECK(parse_store_url("sqlite:a/b.db")->address == "a/b.db");
  CHECK(parse_store_url("a/b.db")->kind == StoreKind::sqlite);
  const TemporaryFolder folder;
  CHECK(parse_store_url(folder.path())->address == folder / "results.db");
  const auto unknown = parse_store_url("mysql://u:secret@h/d");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().message.find("'mysql' is no kind of store; allowed: a path") != std::string::npos);
  CHECK(unknown.error().message.find("secret") == std::string::npos);
}

TEST_CASE("no password is ever shown") {
  CHECK(redacted("postgres://user:pass@host:5432/db") == "postgres://user:***@host:5432/db");
  CHECK(redacted("postgres://user@host/db") == "postgres://user@host/db");
  CHECK(redacted("mongodb://u:p@ss/w@a,b/db?x=1") == "mongodb://u:***@a,b/db?x=1");
  CHECK(redacted("postgres://h/db?user=u&password=p&sslmode=require") ==
        "postgres://h/db?user=u&password=***&sslmode=require");
  CHECK(redacted("mongodb://h/?tlsCertificateKeyFilePassword=p") == "mongodb://h/?tlsCertificateKeyFilePassword=***");
  CHECK(redacted("/a/path.db") == "/a/path.db");
}

TEST_CASE("addresses that a driver does not understand are refused without their password") {
  for (const char* address : {"postgres://u:se%cret@h:port/db", "mongodb://u:se%cret@h:port/db",
                              "postgres://u:secret@[/", "mongodb://u:secret@/"}) {
    const auto url = choose_store(address, lookup_in({}));
    REQUIRE(url.ok());
    const auto store = open_store(*url);
    REQUIRE_FALSE(store.ok());
    CAPTURE(store.error().message);
    CHECK(store.error().message.find("cret") == std::string::npos);
    CHECK(store.error().message.find("***") != std::string::npos);
  }
}

TEST_CASE("a server that is not there is an error that names it") {
  for (const char* address :
       {"postgres://u:secret@127.0.0.1:1/db", "mongodb://127.0.0.1:1/db?serverSelectionTimeoutMS=100"}) {
    const auto store = open_store(*parse_store_url(address));
    REQUIRE_FALSE(store.ok());
    CHECK(store.error().message.find("127.0.0.1:1") != std::string::npos);
    CHECK(store.error().message.find("refused") != std::string::npos);
    CHECK(store.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("the flag beats MONGODB_URI, which like DB_HOST beats the file in the data folder") {
  CHECK(chosen("x.db", {{"MONGODB_URI", "mongodb://h/d"}, {"DB_HOST", "h"}}) == "x.db");
  CHECK(chosen("", {{"MONGODB_URI", "mongodb://h/d"}}) == "mongodb://h/d");
  CHECK(chosen("", {{"DB_HOST", "h"}}) == "postgres://h:5432/oaisim");
  CHECK(chosen("", {}) == "/h/.local/share/oaisim/results.db");
  CHECK(chosen("", {{"XDG_DATA_HOME", "/data"}}) == "/data/oaisim/results.db");
  CHECK(chosen("", {{"XDG_DATA_HOME", "not/absolute"}}) == "/h/.local/share/oaisim/results.db");
}

TEST_CASE("two stores in the environment are not guessed between") {
  CHECK(chosen("", {{"MONGODB_URI", "mongodb://h/d"}, {"DB_HOST", "h"}}).find("choose one with --store") !=
        std::string::npos);
}

TEST_CASE("a MongoDB address without a database takes DATABASE_NAME") {
  CHECK(chosen("", {{"MONGODB_URI", "mongodb://h"}}) == "mongodb://h/oaisim");
  CHECK(chosen("", {{"MONGODB_URI", "mongodb://u:p%2F@h:1/"}, {"DATABASE_NAME", "d"}}) == "mongodb://u:p%2F@h:1/d");
  CHECK(chosen("mongodb://h?w=1", {{"DATABASE_NAME", "a b"}}) == "mongodb://h/a%20b?w=1");
  CHECK(chosen("", {{"MONGODB_URI", "mongodb://h/own"}, {"DATABASE_NAME", "d"}}) == "mongodb://h/own");
  CHECK(chosen("", {{"MONGODB_URI", "http://h"}}).find("MONGODB_URI is no mongodb://") != std::string::npos);
}

TEST_CASE("DB_HOST and its companions make an address, whatever is in them") {
  CHECK(
      chosen("",
             {{"DB_HOST", "h"}, {"DB_PORT", "6000"}, {"DB_NAME", "n/x"}, {"DB_USER", "u@"}, {"DB_PASSWORD", "p:/?"}}) ==
      "postgres://u%40:p%3A%2F%3F@h:6000/n%2Fx");
  CHECK(chosen("", {{"DB_HOST", "::1"}}) == "postgres://[::1]:5432/oaisim");
  CHECK(chosen("", {{"DB_HOST", "h"}, {"DB_PORT", "0"}}).find("DB_PORT: '0' is no port") != std::string::npos);
  const auto url = choose_store("", lookup_in({{"DB_HOST", "h"}, {"DB_USER", "u"}, {"DB_PASSWORD", "secret"}}));
  CHECK(url->shown == "postgres://u:***@h:5432/oaisim");
}

TEST_CASE("without a home there is no folder for results") {
  const auto url = choose_store("", lookup_in({}));
  REQUIRE_FALSE(url.ok());
  CHECK(url.error().code == ErrorCode::not_found);
}
