#include "loadtest/commands/written_file.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/support/files.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

// Refuses every byte, as a full disk does.
struct FullBuffer : std::streambuf {
  int overflow(int) override { return traits_type::eof(); }
};

}  // namespace

TEST_CASE("a file that is checked is there afterwards only when it was before") {
  const TemporaryFolder folder;
  const std::string path = folder / "a";
  CHECK(check_file(path).ok());
  CHECK_FALSE(std::filesystem::exists(path));
  std::ofstream(path) << "kept";
  CHECK(check_file(path).ok());
  CHECK(read_file(path) == "kept");
  const auto refused = check_file(folder / "none/a");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "cannot write '" + folder / "none/a" + "': No such file or directory");
}

TEST_CASE("what was in a file stays until the new content is whole") {
  const TemporaryFolder folder;
  const std::string path = folder / "a";
  std::ofstream(path) << "old";
  CHECK(write_file(path, [&](std::ostream& out) {
          out << "new" << std::flush;
          CHECK(read_file(path) == "old");
        }).ok());
  CHECK(read_file(path) == "new");
  CHECK_FALSE(write_file(path, [](std::ostream& out) { out.setstate(std::ios::badbit); }).ok());
  CHECK(read_file(path) == "new");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);  // nothing beside it is left
}

TEST_CASE("what is no regular file is written in its place") {
  const TemporaryFolder folder;
  std::ofstream(folder / "target") << "old";
  std::filesystem::create_symlink("target", folder / "link");
  CHECK(write_file(folder / "link", [](std::ostream& out) { out << "new"; }).ok());
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(read_file(folder / "target") == "new");
  const auto full = write_file("/dev/full", [](std::ostream& out) { out << "new"; });
  REQUIRE_FALSE(full.ok());
  CHECK(full.error().message == "cannot write '/dev/full': No space left on device");
}

TEST_CASE("standard output that takes no more is an error") {
  FullBuffer full;
  auto* const real = std::cout.rdbuf(&full);
  std::cout << "report";
  const auto status = flush_output();
  std::cout.rdbuf(real);  // its state is good again
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message == "standard output cannot be written");
  CHECK(flush_output().ok());
}
