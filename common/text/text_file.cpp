#include "common/text/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/text/utf8.h"

namespace oaisim {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Closes it in every case.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

Error cannot_read(const std::string& path, const std::string& reason) {
  return {ErrorCode::io, "cannot read '" + path + "': " + reason};
}

Error too_large(const std::string& path, std::size_t most_bytes) {
  return {ErrorCode::limit_exceeded, "'" + path + "' is larger than " + std::to_string(most_bytes >> 20) +
                                         " MiB, the most that is read; split it or leave records out"};
}

Result<std::string> read_bytes(const std::string& path, std::size_t most_bytes) {
  const OpenFile file(path);
  if (file.descriptor() < 0) return cannot_read(path, std::strerror(errno));
  struct stat info {};
  if (::fstat(file.descriptor(), &info) != 0) return cannot_read(path, std::strerror(errno));
  if (S_ISDIR(info.st_mode)) return cannot_read(path, "it is a directory");
  const auto announced = S_ISREG(info.st_mode) ? static_cast<std::size_t>(info.st_size) : 0;
  if (announced > most_bytes) return too_large(path, most_bytes);
  std::string text;
  text.reserve(announced + 1);
  while (true) {
    const std::size_t size = text.size();
    const std::size_t wanted = std::max(std::min(text.capacity() - size, kBlock), std::size_t{4096});
    text.resize(size + wanted);
    const ssize_t got = ::read(file.descriptor(), text.data() + size, wanted);
    text.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) return cannot_read(path, std::strerror(errno));
    if (got == 0) return text;
    if (text.size() > most_bytes) return too_large(path, most_bytes);
  }
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::size_t most_bytes) {
  auto text = read_bytes(path, most_bytes);
  if (!text) return text;
  if (text->starts_with(kByteOrderMark)) text->erase(0, kByteOrderMark.size());
  const std::size_t valid = valid_utf8_prefix(*text);
  if (valid == text->size()) return text;
  const auto line = std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(valid), '\n') + 1;
  return text_file_error(path, static_cast<std::size_t>(line), "not UTF-8; expected a text file in UTF-8");
}

Error text_file_error(std::string_view path, std::size_t line, std::string_view problem) {
  return invalid("'" + std::string(path) + "', line " + std::to_string(line) + ": " + std::string(problem));
}

}  // namespace oaisim
