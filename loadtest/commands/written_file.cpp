#include "loadtest/commands/written_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "loadtest/commands/new_file.h"

namespace oaisim::loadtest {
namespace {

namespace fs = std::filesystem;

Error cannot_write(const std::string& path) {
  return {ErrorCode::io, "cannot write '" + path + "': " + std::strerror(errno)};
}

fs::file_type type_of(const std::string& path) {
  std::error_code ec;
  return fs::symlink_status(path, ec).type();
}

}  // namespace

Status check_file(const std::string& path) {
  const bool is_new = type_of(path) == fs::file_type::not_found;
  if (!std::ofstream(path, std::ios::app)) return cannot_write(path);
  if (is_new) {
    std::error_code ec;
    fs::remove(path, ec);
  }
  return success();
}

Status write_file(const std::string& path, const std::function<void(std::ostream&)>& write) {
  const auto type = type_of(path);
  if (type == fs::file_type::not_found || type == fs::file_type::regular) {
    NewFile file(path);
    if (file.open(true)) {
      write(file.stream());
      return file.commit();
    }
  }
  std::ofstream file(path, std::ios::trunc);
  if (file) write(file);
  file.flush();
  return file ? success() : Status(cannot_write(path));
}

Status flush_output() {
  std::cout.flush();
  if (std::cout) return success();
  return Error{ErrorCode::io, "standard output cannot be written"};
}

}  // namespace oaisim::loadtest
