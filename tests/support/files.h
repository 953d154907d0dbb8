// Files of tests, in folders that go with the test, and what tests ask of the texts they hold.
//
//   const TemporaryFolder folder;
//   const std::string path = folder.write("config.json", "{}");
//   CHECK(contains(read_file(folder / "log"), "started"));
//
// Folders are new, so that tests that run side by side do not meet.  A file that cannot be read is empty.
// Thread safety: that of the file system.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

namespace oaisim {

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "oaisim-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder like " + name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // The path of the folder, and of a file in it.
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

  // Writes the file and returns its path.
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name, std::ios::binary) << text;
    return *this / name;
  }

 private:
  std::string path_;
};

// The path of a file with this text, until the next of this name is written or the program ends.
inline std::string temporary_file(const std::string& text, const std::string& name = "file") {
  static const TemporaryFolder folder;
  return folder.write(name, text);
}

}  // namespace oaisim
