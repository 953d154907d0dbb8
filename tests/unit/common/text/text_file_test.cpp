#include "common/text/text_file.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"

using namespace oaisim;

TEST_CASE("a text file is read whole and its byte order mark is left out") {
  CHECK(*read_text_file(temporary_file("a\nb"), 100) == "a\nb");
  CHECK(*read_text_file(temporary_file("\xEF\xBB\xBFx"), 100) == "x");
  CHECK(read_text_file(temporary_file(""), 0)->empty());
  const std::string large(3'000'000, 'x');
  CHECK(*read_text_file(temporary_file(large), large.size()) == large);
}

TEST_CASE("a file that cannot be taken says why") {
  CHECK(read_text_file("/nonexistent/x", 9).error().message ==
        "cannot read '/nonexistent/x': No such file or directory");
  CHECK(read_text_file("/tmp", 9).error().message == "cannot read '/tmp': it is a directory");
  CHECK(read_text_file(temporary_file("12345"), 4).error().message.find("is larger than") != std::string::npos);
  CHECK(read_text_file("/dev/zero", 5 << 20).error().code == ErrorCode::limit_exceeded);
  CHECK(read_text_file(temporary_file("ok\nno\xFFt"), 99)
            .error()
            .message.ends_with("', line 2: not UTF-8; expected a text file in UTF-8"));
  CHECK(read_text_file(temporary_file("\xFF\xFE{"), 99).error().message.find("line 1: not UTF-8") != std::string::npos);
}
