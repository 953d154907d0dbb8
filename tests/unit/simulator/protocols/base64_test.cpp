#include "common/http/base64.h"

#include <doctest/doctest.h>

#include <string>

using namespace oaisim;

namespace {

std::string base64(std::string_view text) {
  std::string out = "before ";
  append_base64(std::as_bytes(std::span(text)), out);
  return out;
}

}  // namespace

TEST_CASE("bytes are written as the examples of RFC 4648 are, behind what is there") {
  CHECK(base64("") == "before ");
  CHECK(base64("f") == "before Zg==");
  CHECK(base64("fo") == "before Zm8=");
  CHECK(base64("foo") == "before Zm9v");
  CHECK(base64("foob") == "before Zm9vYg==");
  CHECK(base64("fooba") == "before Zm9vYmE=");
  CHECK(base64("foobar") == "before Zm9vYmFy");
}

TEST_CASE("what was written is read again, whatever the bytes and however many") {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    CHECK(decode_base64(base64(bytes).substr(7)) == bytes);
    bytes.push_back(static_cast<char>(i * 167));
  }
}

TEST_CASE("padding may be missing, and anything else is no base64") {
  CHECK(decode_base64("Zm8") == "fo");
  CHECK(decode_base64("Zg") == "f");
  CHECK(!decode_base64("Z"));
  CHECK(!decode_base64("Zm9v!mFy"));
}
