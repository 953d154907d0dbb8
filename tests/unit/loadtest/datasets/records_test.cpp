#include "loadtest/datasets/records.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loadtest/datasets/json_array.h"
#include "loadtest/datasets/record_sample.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

constexpr DatasetFormat kFormats[] = {DatasetFormat::json, DatasetFormat::jsonl, DatasetFormat::csv,
                                      DatasetFormat::sharegpt, DatasetFormat::text};

void refused(const Error& error) { CHECK_FALSE(error.message.empty()); }

// Reads all of it as a dataset does, up to the first error.
void read_all(std::string_view text, DatasetFormat format) {
  const auto records = records_of(text, format);
  Record record;
  for (int count = 0;; ++count) {
    REQUIRE(count <= static_cast<int>(text.size()));
    const auto more = records->next(record);
    if (!more) return refused(more.error());
    if (!*more) return;
    CHECK(nlohmann::json::parse(record.text) == record.value);
    const auto sample = sample_of(record.value, {.path = {}, .format = format});
    if (!sample) return refused(sample.error());
  }
}

std::vector<std::string> elements_of(std::string_view text) {
  JsonArray array(text);
  std::vector<std::string> elements;
  while (true) {
    const auto element = array.next();
    if (!element) return elements.push_back("line " + std::to_string(array.line())), elements;
    if (element->empty()) return elements;
    elements.emplace_back(*element);
  }
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an array's elements are cut where they end") {
  CHECK(elements_of("") == Texts{});
  CHECK(elements_of(" [ ] ") == Texts{});
  CHECK(elements_of("[1]") == Texts{"1"});
  CHECK(elements_of(" [ {\"a\":[1,{}]} ,\n\"]\\\"[\" , -1.5e3,null\n] \n") ==
        Texts{"{\"a\":[1,{}]}", "\"]\\\"[\"", "-1.5e3", "null"});
  CHECK(elements_of("{\"a\":1}\n") == Texts{"{\"a\":1}"});
  CHECK(elements_of("[\"\\\\\",2]") == Texts{"\"\\\\\"", "2"});
}

TEST_CASE("a broken array names its line") {
  CHECK(elements_of("[\n1,\n2\n") == Texts{"1", "2", "line 4"});
  CHECK(elements_of("[1,\n,2]") == Texts{"1", "line 2"});
  CHECK(elements_of("[1 2]") == Texts{"1", "line 1"});
  CHECK(elements_of("[1]\n]") == Texts{"1", "line 2"});
  CHECK(elements_of("{}{}") == Texts{"{}", "line 1"});
  CHECK(elements_of("[\n\n{\"a\":[}") == Texts{"line 3"});
}

TEST_CASE("every beginning and every changed byte of a file is read or refused with a message") {
  const std::string files[] = {
      R"([{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}],"max_tokens":5},"b"])",
      "{\"prompt\":\"a\\n\"}\r\n\n{\"conversations\":[{\"from\":\"human\",\"value\":\"b\"}]}",
      "prompt,image\r\n\"a \"\"b\"\"\n\",data:x\r\nc,\n"};
  for (const auto& file : files) {
    for (const auto format : kFormats) {
      for (std::size_t i = 0; i < file.size(); ++i) {
        read_all(std::string_view(file).substr(0, i), format);
        auto changed = file;
        for (const char byte : {'"', '{', '}', '[', ']', ',', ':', '\n', '\r', '\\', '\0', '0'}) {
          changed[i] = byte;
          read_all(changed, format);
        }
      }
    }
  }
}
