#include "loadtest/store/store_url.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "common/config/options.h"
#include "common/config/text_values.h"
#include "common/http/client_url.h"

namespace oaisim::loadtest {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultDatabase = "oaisim";

std::string percent_encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const unsigned char c : text) {
    if (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded.push_back(static_cast<char>(c));
    } else {
      encoded += {'%', kDigits[c >> 4], kDigits[c & 15]};
    }
  }
  return encoded;
}

StoreUrl sqlite_url(const std::string& path) {
  std::error_code ec;
  const std::string file = fs::is_directory(path, ec) ? (fs::path(path) / "results.db").string() : path;
  return {.kind = StoreKind::sqlite, .address = file, .shown = file};
}

Result<StoreUrl> postgres_from(const std::string& host, const Lookup& lookup) {
  std::string port = lookup("DB_PORT").value_or("5432");
  const auto number = parse_integer(port);
  if (!number || *number < 1 || *number > 65535) {
    return invalid("DB_PORT: '" + port + "' is no port; allowed: 1 to 65535");
  }
  std::string user;
  const auto name = lookup("DB_USER");
  const auto password = lookup("DB_PASSWORD");
  if (name) user = percent_encoded(*name);
  if (password) user += ":" + percent_encoded(*password);
  if (name || password) user += "@";
  // An address of IPv6 keeps its colons, in brackets.
  const bool is_ipv6 = host.find(':') != std::string::npos;
  const std::string where = is_ipv6 ? (host.front() == '[' ? host : "[" + host + "]") : percent_encoded(host);
  return parse_store_url("postgres://" + user + where + ":" + port + "/" +
                         percent_encoded(lookup("DB_NAME").value_or(kDefaultDatabase)));
}

// A MongoDB URL without a database gets the one that DATABASE_NAME names.
std::string with_database(const std::string& url, const Lookup& lookup) {
  const auto query = std::min(url.find('?'), url.size());
  const std::string before = url.substr(0, query);
  const auto at = before.rfind('@');
  const auto slash = before.find('/', at == std::string::npos ? before.find("://") + 3 : at);
  if (slash != std::string::npos && slash + 1 < before.size()) return url;
  const std::string name = percent_encoded(lookup("DATABASE_NAME").value_or(kDefaultDatabase));
  return before + (slash == std::string::npos ? "/" : "") + name + url.substr(query);
}

}  // namespace

std::string redacted(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::string(text);
  const auto begin = scheme + 3;
  std::string shown(text.substr(0, begin));
  // The last @: a password may hold one that is not encoded, and is hidden all the same.
  const auto at = text.rfind('@');
  std::string_view rest = text.substr(begin);
  if (at != std::string_view::npos && at >= begin) {
    const std::string_view user = text.substr(begin, at - begin);
    shown += std::string(user.substr(0, user.find(':'))) + (user.find(':') == std::string_view::npos ? "@" : ":***@");
    rest = text.substr(at + 1);
  }
  const auto query = std::min(rest.find('?'), rest.size());
  shown += rest.substr(0, query);
  if (query < rest.size()) shown += "?" + redacted_query(rest.substr(query + 1));
  return shown;
}

Result<StoreUrl> parse_store_url(const std::string& text) {
  if (text.empty()) return invalid("--store is empty; allowed: a path, sqlite:PATH, postgres://, mongodb:// or none");
  if (text == "none") return StoreUrl{.kind = StoreKind::none, .address = {}, .shown = "none"};
  if (text.starts_with("sqlite:") && text.size() > 7) return sqlite_url(text.substr(7));
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return sqlite_url(text);
  const std::string name = text.substr(0, scheme);
  StoreUrl url{.kind = StoreKind::postgres, .address = text, .shown = redacted(text)};
  if (name == "mongodb" || name == "mongodb+srv") url.kind = StoreKind::mongo;
  if (url.kind == StoreKind::postgres && name != "postgres" && name != "postgresql") {
    return invalid("--store: '" + name + "' is no kind of store; allowed: a path, sqlite:PATH, postgres://, " +
                   "postgresql://, mongodb://, mongodb+srv:// or none");
  }
  return url;
}

Result<Lookup> environment_lookup() {
  auto file = read_env_file(".env");
  if (!file) return file.error();
  auto names = std::make_shared<std::vector<std::pair<std::string, std::string>>>(std::move(*file));
  return Lookup([names](const std::string& name) -> std::optional<std::string> {
    if (const char* value = std::getenv(name.c_str()); value != nullptr && *value != '\0') return value;
    for (const auto& [key, value] : *names) {
      if (key == name && !value.empty()) return value;
    }
    return std::nullopt;
  });
}

Result<std::string> data_folder(const Lookup& lookup) {
  if (const auto data = lookup("XDG_DATA_HOME"); data && data->front() == '/') return *data + "/oaisim";
  if (const auto home = lookup("HOME")) return *home + "/.local/share/oaisim";
  return Error{ErrorCode::not_found, "neither HOME nor XDG_DATA_HOME is set, so there is no folder for results"};
}

Result<StoreUrl> choose_store(const std::string& wish, const Lookup& lookup) {
  const auto with_default_database = [&](Result<StoreUrl> url) {
    if (url && url->kind == StoreKind::mongo) {
      url->address = with_database(url->address, lookup);
      url->shown = redacted(url->address);
    }
    return url;
  };
  if (!wish.empty()) return with_default_database(parse_store_url(wish));
  const auto mongo = lookup("MONGODB_URI");
  const auto host = lookup("DB_HOST");
  if (mongo && host) {
    return invalid(
        "MONGODB_URI and DB_HOST are both set, so the store is not clear; choose one with --store, such as "
        "--store \"$MONGODB_URI\", or unset the other");
  }
  if (mongo) {
    auto url = parse_store_url(*mongo);
    if (!url || url->kind != StoreKind::mongo) return invalid("MONGODB_URI is no mongodb:// or mongodb+srv:// address");
    return with_default_database(std::move(url));
  }
  if (host) return postgres_from(*host, lookup);
  const auto folder = data_folder(lookup);
  if (!folder) return folder.error();
  StoreUrl url = sqlite_url(*folder + "/results.db");
  url.folder = *folder;
  return url;
}

}  // namespace oaisim::loadtest
