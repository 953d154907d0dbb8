#include "simulator/protocols/form_document.h"

#include <doctest/doctest.h>

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Shape kNumber{.kind = Kind::number};
constexpr Shape kStrings{.kind = Kind::array, .items = &kString};
constexpr Shape kFiles{.kind = Kind::array, .items = &kFile};
constexpr const Shape* kImageKinds[] = {&kFile, &kFiles};
constexpr Shape kImages{.kind = Kind::alternatives, .alternatives = kImageKinds};
constexpr Field kVadFields[] = {{"type", &kString}, {"threshold", &kNumber}};
constexpr Shape kVad{.kind = Kind::object, .fields = kVadFields};
constexpr const Shape* kVadKinds[] = {&kString, &kVad};
constexpr Shape kChunking{.kind = Kind::alternatives, .alternatives = kVadKinds};
constexpr Field kFields[] = {{"n", &kInteger},    {"t", &kNumber},  {"stream", &kBoolean}, {"prompt", &kString},
                             {"list", &kStrings}, {"file", &kFile}, {"image", &kImages},   {"vad", &kChunking}};
constexpr Shape kForm{.kind = Kind::object, .fields = kFields};

std::string part(std::string_view name, std::string_view content, bool is_file = false) {
  return "--X\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"" +
         (is_file ? "; filename=\"f\"" : "") + "\r\n\r\n" + std::string(content) + "\r\n";
}

std::variant<FormDocument, ApiError> read(const std::string& parts) {
  static std::string body;  // files are views into it
  body = parts + "--X--";
  return form_document(kForm, "multipart/form-data; boundary=X", body);
}

std::string json_of(const std::string& parts) {
  auto document = read(parts);
  REQUIRE(std::holds_alternative<FormDocument>(document));
  return std::get<FormDocument>(document).json;
}

TEST_CASE("a field's text becomes what its shape wants, or stays a string") {
  CHECK(json_of(part("n", "2") + part("t", "0.50") + part("stream", "True") + part("prompt", "12\"")) ==
        R"({"n":2,"t":0.5,"stream":true,"prompt":"12\""})");
  CHECK(json_of(part("n", "1.5") + part("t", "nan") + part("stream", "1")) == R"({"n":1.5,"t":"nan","stream":"1"})");
  CHECK(json_of(part("n", "2x")) == R"({"n":"2x"})");
  CHECK(json_of(part("n", "")) == R"({"n":""})");
  CHECK(json_of(part("other", "1")) == R"({"other":"1"})");
  CHECK(json_of(part("n", "1") + part("n", "2")) == R"({"n":2})");
}

TEST_CASE("brackets make arrays and objects") {
  CHECK(json_of(part("list[]", "a") + part("n", "1") + part("list[]", "b")) == R"({"list":["a","b"],"n":1})");
  CHECK(json_of(part("list", "a")) == R"({"list":["a"]})");
  CHECK(json_of(part("vad", "auto")) == R"({"vad":"auto"})");
  CHECK(json_of(part("vad[type]", "x") + part("vad[threshold]", "1")) == R"({"vad":{"type":"x","threshold":1}})");
  CHECK(json_of(part("n[]", "1")) == R"({"n":[1]})");
  CHECK(json_of(part("[a]", "1")) == R"({"[a]":"1"})");
}

TEST_CASE("files are numbers of what was sent") {
  auto read_form = read(part("image", "one", true) + part("file", "\xff", true) + part("image", "two", true));
  auto& document = std::get<FormDocument>(read_form);
  CHECK(document.json == R"({"image":[0,2],"file":1})");
  REQUIRE(document.files.size() == 3);
  CHECK(document.files[1].content == "\xff");
  CHECK(document.files[2].content == "two");
  CHECK(json_of(part("image[]", "one", true)) == R"({"image":[0]})");
  CHECK(json_of(part("image", "one", true)) == R"({"image":0})");
  CHECK(json_of(part("file", "0")) == R"({"file":"0"})");
  CHECK(json_of(part("prompt", "text", true)) == R"({"prompt":"text"})");
}

TEST_CASE("what is no form or no text is an error") {
  const auto message_of = [](const std::string& parts) { return std::get<ApiError>(read(parts)).message; };
  CHECK(message_of(part("prompt", "\xff")) == "Could not parse multipart form: the field 'prompt' is not valid UTF-8");
  CHECK(message_of(part("\xff", "a")) == "Could not parse multipart form: the name of a part is not valid UTF-8");
  CHECK(message_of("--X\r\na\r\n\r\n") ==
        "Could not parse multipart form: part 1: it has a header line without a name and a colon");
}

}  // namespace
}  // namespace oaisim
