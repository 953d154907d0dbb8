#include "common/http/multipart.h"

#include <doctest/doctest.h>

namespace oaisim {
namespace {

using Parts = std::vector<FormPart>;

constexpr std::string_view kType = "multipart/form-data; boundary=X";

std::string part(std::string_view disposition, std::string_view content) {
  return "--X\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n\r\n" + std::string(content) +
         "\r\n";
}

Parts parts_of(std::string_view body, std::string_view type = kType) {
  auto parts = read_multipart(type, body);
  REQUIRE_MESSAGE(parts, parts.error().message);
  return std::move(*parts);
}

std::string problem_of(std::string_view body, std::string_view type = kType) {
  const auto parts = read_multipart(type, body);
  REQUIRE(!parts);
  return parts.error().message;
}

TEST_CASE("fields and files are read in their order") {
  const std::string body = part("name=\"model\"", "whisper-1") +
                           "--X\r\ncontent-type: audio/wav\r\ncontent-disposition: form-data; name=\"file\"; "
                           "filename=\"a b.wav\"\r\n\r\n" +
                           std::string("RI\0F\r\n-\xff", 8) + "\r\n--X--\r\n";
  const Parts parts = parts_of(body);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].name == "model");
  CHECK_FALSE(parts[0].filename);
  CHECK(parts[0].content_type.empty());
  CHECK(parts[0].content == "whisper-1");
  CHECK(parts[1].name == "file");
  CHECK(parts[1].filename == "a b.wav");
  CHECK(parts[1].content_type == "audio/wav");
  CHECK(parts[1].content == std::string_view("RI\0F\r\n-\xff", 8));
  CHECK(parts[1].content.data() > body.data());
  CHECK(parts[1].content.data() < body.data() + body.size());
}

TEST_CASE("a body that ends before its final boundary is an error, wherever it ends") {
  const std::string body = "preamble\r\n" + part("name=a", "1") +
                           part("name=\"f\"; filename=\"x\"", "a\r\n--XY\r\n--") + "--X--\r\nepilogue";
  const std::size_t whole = body.find("--X--") + 5;
  for (std::size_t size = 0; size < whole; ++size) {
    CAPTURE(size);
    CHECK(problem_of(body.substr(0, size)) == "the body ends without its final boundary '--X--'");
  }
  for (std::size_t size = whole; size <= body.size(); ++size) {
    CAPTURE(size);
    const std::string beginning = body.substr(0, size);  // which the parts are views of
    const Parts parts = parts_of(beginning);
    REQUIRE(parts.size() == 2);
    CHECK(parts[1].content == "a\r\n--XY\r\n--");
  }
}

TEST_CASE("only a whole line is a delimiter") {
  CHECK(parts_of(part("name=a", "x--X\r\n--Xa\r\n--X-\r\n--X--a") + "--X \t\r\n" +
                 "Content-Disposition: form-data; name=b\r\n\r\n\r\n--X-- \r\n")
            .size() == 2);
  CHECK(parts_of(part("name=a", "") + "--X--")[0].content.empty());
  CHECK(parts_of("--X--\r\n").empty());
}

TEST_CASE("names are tokens or quoted, and a backslash may belong to a path") {
  const auto name_of = [](std::string_view disposition) { return parts_of(part(disposition, "") + "--X--")[0].name; };
  CHECK(name_of("name=plain") == "plain");
  CHECK(name_of("NAME = \"a;b=c\" ; x=y") == "a;b=c");
  CHECK(name_of(R"(name="a \"b\" \\ c")") == R"(a "b" \ c)");
  CHECK(name_of("name=\"image[]\";") == "image[]");
  const auto file_of = [](std::string_view disposition) {
    return *parts_of(part(disposition, "") + "--X--")[0].filename;
  };
  CHECK(file_of(R"(name=f; filename="C:\dir\file.wav")") == R"(C:\dir\file.wav)");
  CHECK(file_of("name=f; filename=\"\"").empty());
  CHECK(file_of("name=f; filename=\"plain\"; filename*=UTF-8''na%C3%AFve%20x") == "na\u00efve x");
  CHECK(file_of("name=f; filename*=utf-8'en'a; filename=\"b\"") == "a");
}

TEST_CASE("the boundary may be quoted and of the characters that are allowed") {
  const std::string body =
      "--a'(b)+_,-./:=? c\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--a'(b)+_,-./:=? c--";
  CHECK(parts_of(body, "Multipart/Form-Data; charset=utf-8; boundary=\"a'(b)+_,-./:=? c\"").size() == 1);
  CHECK(problem_of("", "application/json") == "the Content-Type is not multipart/form-data");
  CHECK(problem_of("", "multipart/form-data") == "the Content-Type has no boundary");
  CHECK(problem_of("", "multipart/form-data; boundary=") == "the Content-Type has no boundary");
  CHECK(problem_of("", "multipart/form-data; boundary=\"X") == "the Content-Type has no boundary");
  const std::string unusable = "the boundary is not 1 to 70 characters that a boundary may have";
  CHECK(problem_of("", "multipart/form-data; boundary=\"a\rb\"") == unusable);
  CHECK(problem_of("", "multipart/form-data; boundary=\"a \"") == unusable);
  CHECK(problem_of("", "multipart/form-data; boundary=" + std::string(71, 'a')) == unusable);
  CHECK(is_multipart("multipart/form-data;boundary=X"));
  CHECK_FALSE(is_multipart("multipart/form-database"));
}

TEST_CASE("what is wrong with a part is said") {
  const auto problem_of_headers = [](std::string_view headers) {
    return problem_of("--X\r\n" + std::string(headers) + "\r\n\r\nx\r\n--X--");
  };
  CHECK(problem_of_headers("Content-Type: a/b") == "part 1: it has no Content-Disposition");
  CHECK(problem_of_headers("no colon") == "part 1: it has a header line without a name and a colon");
  CHECK(problem_of_headers("Content-Disposition: attachment; name=a") ==
        "part 1: its Content-Disposition is not form-data");
  CHECK(problem_of_headers("Content-Disposition: form-data; filename=a") ==
        "part 1: its Content-Disposition has no name");
  CHECK(problem_of_headers("Content-Disposition: form-data; name=\"a") ==
        "part 1: its Content-Disposition is malformed");
  CHECK(problem_of_headers("Content-Disposition: form-data; name=\"a\"b") ==
        "part 1: its Content-Disposition is malformed");
  CHECK(problem_of_headers("Content-Disposition: form-data; name=a; filename*=latin1''a") ==
        "part 1: its filename* is not UTF-8''text");
  CHECK(problem_of_headers("Content-Disposition: form-data; name=a; filename*=utf-8''%4") ==
        "part 1: its filename* is not UTF-8''text");
  CHECK(problem_of("--X\r\nContent-Disposition: form-data; name=a\r\n--X--\r\n\r\n--X--") ==
        "part 1: it has a header line without a name and a colon");
  CHECK(problem_of("--X\r\nContent-Disposition: form-data; name=a\r\n\r\n--X--") ==
        "part 1: its headers are not followed by an empty line");
}

TEST_CASE("parts and their headers are bounded") {
  std::string body;
  for (std::size_t i = 0; i < kMostParts; ++i) body += part("name=a", "1");
  CHECK(parts_of(body + "--X--").size() == kMostParts);
  CHECK(problem_of(body + part("name=a", "1") + "--X--") == "the form has more than 256 parts");
  CHECK(problem_of("--X\r\na: " + std::string(kMostPartHeaderBytes, 'a') + "\r\n\r\n\r\n--X--") ==
        "part 1: its headers have more than 8192 bytes");
}

}  // namespace
}  // namespace oaisim
