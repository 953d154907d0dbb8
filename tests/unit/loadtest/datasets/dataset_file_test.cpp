#include "loadtest/datasets/dataset_file.h"

#include "tests/unit/loadtest/datasets/dataset_fixture.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

std::vector<std::string> prompts_of(const DatasetPlan& plan) {
  std::vector<std::string> prompts;
  const auto dataset = opened(plan);
  for (std::uint64_t i = 0; i < dataset->size(); ++i) prompts.push_back(dataset->at(i).turns.at(0).user);
  return prompts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("every format gives the same prompts") {
  const Texts expected{"one", "two, \"2\"\nlines"};
  CHECK(prompts_of(file_plan("{\"prompt\":\"one\"}\r\n\n{\"prompt\":\"two, \\\"2\\\"\\nlines\"}")) == expected);
  CHECK(prompts_of(file_plan("[{\"prompt\":\"one\"},\n {\"prompt\":\"two, \\\"2\\\"\\nlines\"} ] ", ".json")) ==
        expected);
  CHECK(prompts_of(file_plan("\xEF\xBB\xBFid,prompt\r\n1,one\r\n2,\"two, \"\"2\"\"\nlines\"\r\n", ".csv")) == expected);
  CHECK(prompts_of(file_plan(R"([{"id":"a","conversations":[{"from":"human","value":"one"},{"from":"gpt","value":"r"}]},
    {"id":"b","conversations":[{"from":"human","value":"two, \"2\"\nlines"}]}])",
                             ".json")) == expected);
  CHECK(prompts_of(file_plan("one\r\n\n  \ntwo\n", ".txt")) == Texts{"one", "two"});
  CHECK(prompts_of(file_plan("[\"one\", \"two\"]", ".json")) == Texts{"one", "two"});
}

TEST_CASE("without a known extension the content decides") {
  CHECK(prompts_of(file_plan(" [\"one\"]", "")) == Texts{"one"});
  CHECK(prompts_of(file_plan("\n{\"text\":\"one\"}\n{\"text\":\"two\"}", "")) == Texts{"one", "two"});
  CHECK(prompts_of(file_plan("{\n\"text\":\n\"one\"}\n", "")) == Texts{"one"});
  CHECK(prompts_of(file_plan("{\"text\":\"one\"}\n{\"text\":\"two\"}", ".json")) == Texts{"one", "two"});
  CHECK(prompts_of(file_plan("plain\n", "")) == Texts{"plain"});
  auto plan = file_plan("[\"one\"]", ".txt");
  CHECK(prompts_of(plan) == Texts{"[\"one\"]"});
  plan.file->format = DatasetFormat::json;
  CHECK(prompts_of(plan) == Texts{"one"});
}

TEST_CASE("a dataset tells how many records were read and how, also below what is added to it") {
  auto plan = file_plan("{\"prompt\": \"a\"}\n{\"prompt\": \"b\"}\n", ".data");
  CHECK(opened(plan)->origin().records == 2);
  CHECK(opened(plan)->origin().format == DatasetFormat::jsonl);
  plan.images.count = 1;
  plan.output_tokens = *TokenLengths::parse("uniform:1..5");
  CHECK(opened(plan)->size() == Dataset::kEndless);
  CHECK(opened(plan)->origin().records == 2);
  CHECK(opened(plan)->origin().format == DatasetFormat::jsonl);
  CHECK(opened({.prompts = {"a", "b", "c"}})->origin().records == 3);
  CHECK(opened({.synthetic = SyntheticPlan{}})->origin().records == 0);
}

TEST_CASE("samples are used in turn, again from the first, and their tokens are counted") {
  auto plan = file_plan("{\"prompt\":\"hello world\"}\n{\"prompt\":\"hi\"}\n");
  plan.encoding = Encoding::cl100k_base;
  const auto dataset = opened(plan);
  CHECK(dataset->size() == 2);
  CHECK(dataset->at(0).prompt_tokens == 2);
  CHECK(dataset->at(1) == dataset->at(7));
  CHECK(dataset->at(0) == dataset->at(1'000'000));
}

TEST_CASE("a bad line is refused with its number and what was expected") {
  CHECK(contains(refusal(file_plan("{\"prompt\":\"a\"}\n\n{\"prompt\":}\n")), "', line 3: not JSON: wrong at byte 11"));
  CHECK(contains(refusal(file_plan("{\"prompt\":\"a\"}\nnonsense\n")), "line 2: not JSON"));
  CHECK(contains(refusal(file_plan("{\"prompt\":\"a\"}\nnonsense\n")), "expected one JSON value a line"));
  CHECK(contains(refusal(file_plan("[{\"prompt\":\"a\"},\n\n{\"prompt\":x}]", ".json")), "line 3, record 2: not JSON"));
  CHECK(contains(refusal(file_plan("[\"a\"\n\"b\"]", ".json")), "line 2, record 2: expected , or ] after a record"));
  CHECK(contains(refusal(file_plan("[\"a\",\n", ".json")), "line 2, record 2: the array does not end"));
  CHECK(contains(refusal(file_plan("[\"a\",]", ".json")), "line 1, record 2: expected a record instead of ']'"));
  CHECK(
      contains(refusal(file_plan("[\"a\",\n{\"prompt\":\"b\"", ".json")), "line 2, record 2: the record does not end"));
  CHECK(contains(refusal(file_plan("[\"a\"] x", ".json")), "text follows the array"));
  CHECK(contains(refusal(file_plan("prompt\na\nb,c\n", ".csv")), "line 3: the row has 2 fields; expected 1"));
  CHECK(contains(refusal(file_plan("prompt\na\n\"b\n", ".csv")), "line 3: a quoted field does not end"));
  CHECK(contains(refusal(file_plan("a,a\n1,2\n", ".csv")), "line 1: the header names the field 'a' twice"));
  CHECK(contains(refusal(file_plan("a,\n1,2\n", ".csv")), "line 1: a field of the header has no name"));
  CHECK(contains(refusal(file_plan("{\"prompt\":\"a\"}\n{\"prompt\":\"\xC3\"}\n")), "line 2: not UTF-8"));
}

TEST_CASE("records that share a line are told by their number") {
  CHECK(
      contains(refusal(file_plan(R"([{"prompt":"a"},{"prompt":"b"},{"id":1}])", ".json")), "', line 1, record 3: no "));
}

TEST_CASE("a missing field is refused with the fields that there are") {
  CHECK(contains(refusal(file_plan("{\"id\":1,\"body\":\"x\"}\n")), "line 1: no prompt; expected one of the fields"));
  CHECK(contains(refusal(file_plan("{\"id\":1,\"body\":\"x\"}\n")), "the fields are: body, id"));
  CHECK(contains(refusal(file_plan("{\"prompt\":\"a\"}\n{\"text\":\"b\"}\n", ".jsonl", {.prompt = "prompt"})),
                 "line 2: no field 'prompt', which --dataset-prompt-field names (json_path in a benchmark file); the "
                 "fields are: text"));
  CHECK(contains(refusal(file_plan("{\"q\":5}\n", ".jsonl", {.prompt = "q"})), "'q' is a number; expected a text"));
  CHECK(contains(refusal(file_plan("17\n")), "the record is a number; expected an object"));
  auto sharegpt = file_plan("[{\"prompt\":\"a\"}]", ".json");
  sharegpt.file->format = DatasetFormat::sharegpt;
  CHECK(contains(refusal(sharegpt), "no field 'conversations'; the fields are: prompt"));
}

TEST_CASE("a file without records, a directory and no file are refused") {
  for (const char* text : {"", "\n \n", "\xEF\xBB\xBF"}) {
    for (const char* extension : {".jsonl", ".json", ".csv", ".txt", ""}) {
      CHECK(contains(refusal(file_plan(text, extension)), "is empty; expected at least one record"));
    }
  }
  CHECK(contains(refusal(file_plan("[]", ".json")), "is empty"));
  CHECK(contains(refusal(file_plan("prompt,id\n", ".csv")), "is empty"));
  DatasetPlan plan;
  plan.file = DatasetFilePlan{.path = "/tmp"};
  CHECK(refusal(plan) == "--dataset: cannot read '/tmp': it is a directory");
  plan.file->path = "/nonexistent/x";
  CHECK(refusal(plan) == "--dataset: cannot read '/nonexistent/x': No such file or directory");
}

TEST_CASE("a record and a file have a largest size") {
  CHECK(contains(refusal(file_plan("\"" + std::string(kMostFileBytes / 60, 'x') + "\"")), "longer than 16 MiB"));
  std::string many;
  for (std::size_t i = 0; i <= kMostRecords; ++i) many += "a\n";
  CHECK(contains(refusal(file_plan(many, ".txt")), "line 2000001: more than 2000000 records"));
  const auto huge = dataset_file("");
  std::filesystem::resize_file(huge, kMostFileBytes + 1);  // sparse
  DatasetPlan plan;
  plan.file = DatasetFilePlan{.path = huge};
  CHECK(contains(refusal(plan), "is larger than 1024 MiB"));
  std::filesystem::remove(huge);
}

TEST_CASE("records for a plain HTTP target are any JSON, kept as it is written") {
  auto plan = file_plan("[ {\"b\": 1.50, \"a\": [1,  2]},\n 17 , null,\"x\"]", ".json");
  plan.plain_records = true;
  const auto dataset = opened(plan);
  CHECK(dataset->size() == 4);
  CHECK(dataset->at(0).record == "{\"b\": 1.50, \"a\": [1,  2]}");
  CHECK(dataset->at(0).turns.empty());
  CHECK(dataset->at(1).record == "17");
  CHECK(dataset->at(2).record == "null");
  plan = file_plan("b,a\n1,\"x\"\"\n\"\n", ".csv");
  plan.plain_records = true;
  CHECK(opened(plan)->at(0).record == R"({"b":"1","a":"x\"\n"})");
  plan = file_plan("say \"hi\"\n", ".txt");
  plan.plain_records = true;
  CHECK(opened(plan)->at(0).record == R"("say \"hi\"")");
  plan = file_plan("{\"q\":\"hello\"}\n", ".jsonl", {.prompt = "q"});
  plan.plain_records = true;
  CHECK(opened(plan)->at(0).turns.at(0).user == "hello");
}

TEST_CASE("hostile texts are refused or read, never more") {
  const std::string deep(200'000, '[');
  CHECK(contains(refusal(file_plan("{\"prompt\":" + deep + "}")), "line 1: not JSON"));
  CHECK(contains(refusal(file_plan("[" + deep, ".json")), "does not end"));
  CHECK(contains(refusal(file_plan(deep + std::string(200'000, ']'), ".json")), "expected an object"));
  CHECK(contains(refusal(file_plan("{\"prompt\":1e999}")), "a number is too large"));
  CHECK(contains(refusal(file_plan("[\"\\", ".json")), "does not end"));
  CHECK(contains(refusal(file_plan("[\"\\\"]", ".json")), "does not end"));
  CHECK(contains(refusal(file_plan("{\"prompt\":\"\\ud800\"}")), "not JSON"));
  CHECK(opened(file_plan(std::string("{\"prompt\":\"a\\u0000b\"}")))->at(0).turns[0].user == std::string("a\0b", 3));
}
