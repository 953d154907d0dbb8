#include "loadtest/commands/new_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace oaisim::loadtest {

NewFile::~NewFile() {
  stream_.close();
  if (is_partial_) std::remove(partial_.c_str());
}

Status NewFile::open(bool replace) {
  std::error_code ec;
  const auto status = std::filesystem::status(path_, ec);
  if (std::filesystem::exists(status)) {
    if (!std::filesystem::is_regular_file(status)) return failure("it is no regular file");
    if (!replace) return failure("it exists; --force replaces it");
  }
  stream_.open(partial_, std::ios::binary | std::ios::trunc);
  if (!stream_) return failure(std::strerror(errno));
  is_partial_ = true;
  return success();
}

Status NewFile::commit() {
  stream_.close();
  if (!stream_) return failure(std::strerror(errno));
  if (std::rename(partial_.c_str(), path_.c_str()) != 0) return failure(std::strerror(errno));
  is_partial_ = false;
  return success();
}

Error NewFile::failure(const std::string& reason) const {
  return {ErrorCode::io, "cannot write '" + path_ + "': " + reason};
}

}  // namespace oaisim::loadtest
