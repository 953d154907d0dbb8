#include "loadtest/store/spool.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace oaisim::loadtest {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Error io_error(const std::string& path) {
  return {ErrorCode::io, "cannot write '" + path + "': " + std::strerror(errno)};
}

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<SpooledRun> SpooledRun::create(const std::string& folder, const SpoolContent& content) {
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) return Error{ErrorCode::io, "cannot make the folder '" + folder + "': " + ec.message()};
  const std::string path = (fs::path(folder) / (content.identity.id + ".csv")).string();
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) return io_error(path);
  SpooledRun run(path, file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) return io_error(path);
  if (auto status = run.write(content); !status) {
    run.remove();
    return status.error();
  }
  return run;
}

Result<std::optional<SpooledRun>> SpooledRun::take(const std::string& rows_path) {
  const int file = ::open(rows_path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return std::optional<SpooledRun>();
  if (file < 0) return Error{ErrorCode::io, "cannot read '" + rows_path + "': " + std::strerror(errno)};
  SpooledRun run(rows_path, file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) return std::optional<SpooledRun>();
  struct stat state {};
  // Another process may have stored and removed it before its lock became free.
  if (::fstat(file, &state) != 0 || state.st_nlink == 0) return std::optional<SpooledRun>();
  return std::optional<SpooledRun>(std::move(run));
}

SpooledRun::~SpooledRun() {
  if (lock_ >= 0) ::close(lock_);
}

SpooledRun::SpooledRun(SpooledRun&& other) noexcept
    : rows_path_(std::move(other.rows_path_)), lock_(std::exchange(other.lock_, -1)) {}

std::string SpooledRun::content_path() const { return fs::path(rows_path_).replace_extension(".json").string(); }

// A reader finds the old content or the new one, and never a part.
Status SpooledRun::write(const SpoolContent& content) const {
  const Json json{{"id", content.identity.id},         {"benchmark_run_id", content.identity.benchmark_run_id},
                  {"org_id", content.identity.org_id}, {"store", content.store},
                  {"finished", content.finished},      {"result", content.result}};
  const std::string path = content_path();
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::trunc);
  file << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  file.close();
  if (!file || ::rename(part.c_str(), path.c_str()) != 0) {
    const Error error = io_error(path);
    ::unlink(part.c_str());
    return error;
  }
  return success();
}

SpoolContent SpooledRun::read() const {
  SpoolContent content;
  std::ifstream file(content_path());
  const Json json = Json::parse(file, nullptr, false);
  if (json.is_object()) {
    content.identity = {text_of(json, "id"), text_of(json, "benchmark_run_id"), text_of(json, "org_id")};
    content.store = text_of(json, "store");
    if (const auto result = json.find("result"); result != json.end() && result->is_object()) content.result = *result;
    // Before there was the flag, only a finished run had counts.
    const auto flag = json.find("finished");
    content.finished = flag != json.end() ? *flag == true : content.result.contains("requests");
  }
  if (content.identity.id.empty()) content.identity.id = fs::path(rows_path_).stem().string();
  struct stat state {};
  if (!content.result.contains("started_unix") && ::fstat(lock_, &state) == 0) {
    content.result["started_unix"] = static_cast<std::int64_t>(state.st_mtime);
  }
  return content;
}

// The rows last: they are what a spool is found by.
void SpooledRun::remove() const {
  ::unlink(content_path().c_str());
  ::unlink(rows_path_.c_str());
}

std::vector<std::string> spooled_rows(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec)) {
    if (entry.path().extension() == ".csv") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace oaisim::loadtest
