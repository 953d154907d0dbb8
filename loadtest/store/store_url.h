// The address of a store, and how it is chosen.
//
//   sqlite:PATH, PATH            a SQLite file; a folder means results.db within it
//   postgres://, postgresql://   https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
//   mongodb://, mongodb+srv://   https://www.mongodb.com/docs/manual/reference/connection-string/
//   none                         nothing is kept
//
// Chosen by the first of: --store (or OAISIM_STORE), MONGODB_URI with DATABASE_NAME, DB_HOST with DB_NAME, DB_USER,
// DB_PASSWORD and DB_PORT, the file results.db in the data folder.
//
// Thread safety: pure functions but for the environment, which they read.  A StoreUrl holds the password; nothing
// prints it: `shown` is for that.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace oaisim::loadtest {

enum class StoreKind { none, sqlite, postgres, mongo };

struct StoreUrl {
  StoreKind kind = StoreKind::none;
  std::string address;      // the path of SQLite, the URL of the others
  std::string shown;        // without a password
  std::string folder = {};  // to be made before a SQLite file is opened; empty: it must be there
};

Result<StoreUrl> parse_store_url(const std::string& text);

// `text` without the secrets of a URL: "postgres://user:***@host/results".
std::string redacted(std::string_view text);

// The environment's value of a name; none when it is empty or not set.
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

// The process's environment, then the file `.env` in the working directory.
Result<Lookup> environment_lookup();

// `wish`: of --store; empty: none.
Result<StoreUrl> choose_store(const std::string& wish, const Lookup& lookup);

// $XDG_DATA_HOME/oaisim, else ~/.local/share/oaisim.
Result<std::string> data_folder(const Lookup& lookup);

}  // namespace oaisim::loadtest
