#include "common/text/text_file.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace oaisim;

namespace {

std::string file_of(const std::string& text) {
  const auto path = (std::filesystem::temp_directory_path() / "oaisim_text_file_test").string();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace

TEST_CASE("a text file is read whole and its byte order mark is left out") {
  CHECK(*read_text_file(file_of("a\nb"), 100) == "a\nb");
  CHECK(*read_text_file(file_of("\xEF\xBB\xBFx"), 100) == "x");
  CHECK(read_text_file(file_of(""), 0)->empty());
  const std::string large(3'000'000, 'x');
  CHECK(*read_text_file(file_of(large), large.size()) == large);
}

TEST_CASE("a file that cannot be taken says why") {
  CHECK(read_text_file("/nonexistent/x", 9).error().message ==
        "cannot read '/nonexistent/x': No such file or directory");
  CHECK(read_text_file("/tmp", 9).error().message == "cannot read '/tmp': it is a directory");
  CHECK(read_text_file(file_of("12345"), 4).error().message.find("is larger than") != std::string::npos);
  CHECK(read_text_file("/dev/zero", 5 << 20).error().code == ErrorCode::limit_exceeded);
  CHECK(read_text_file(file_of("ok\nno\xFFt"), 99)
            .error()
            .message.ends_with("', line 2: not UTF-8; expected a text file in UTF-8"));
  CHECK(read_text_file(file_of("\xFF\xFE{"), 99).error().message.find("line 1: not UTF-8") != std::string::npos);
}
