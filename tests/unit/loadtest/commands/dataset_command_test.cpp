#include <doctest/doctest.h>

#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/files.h"
#include "tests/unit/loadtest/commands/command_runs.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

CommandRun dataset(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "dataset");
  return oaisim_load(std::move(arguments));
}

}  // namespace

TEST_CASE("a dataset is generated, shown, and not overwritten without being told to") {
  const TemporaryFolder folder;
  const auto path = folder / "prompts.jsonl";
  const std::vector<std::string> arguments{
      "generate", "-n", "25", "-o", path, "--input-tokens", "40", "--output-tokens", "9", "--dataset-seed", "1"};
  const auto made = dataset(arguments);
  CHECK(made.code == 0);
  CHECK(made.out + made.err == "");
  const auto shown = dataset({"show", path, "-n", "1"});
  CHECK(shown.code == 0);
  CHECK(contains(shown.out, "25 samples, 25 turns, 0 images, 25 with a longest reply"));
  CHECK(contains(shown.out, "prompt tokens        40       40       40"));
  CHECK(contains(shown.out, "1  40 prompt tokens, longest reply 9"));
  CHECK_FALSE(contains(shown.out, "\n2  "));

  const auto before = read_file(path);
  const auto again = dataset(arguments);
  CHECK(again.code == 2);
  CHECK(contains(again.err, "cannot write '" + path + "': it exists; --force replaces it"));
  auto forced = arguments;
  forced.push_back("--force");
  CHECK(dataset(forced).code == 0);
  CHECK(read_file(path) == before);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a hyphen is standard output") {
  const auto made = dataset({"generate", "-n", "2", "-o", "-", "--format", "csv", "--input-tokens", "3"});
  CHECK(made.code == 0);
  CHECK(made.out.starts_with("prompt,system,output_tokens,image\r\n"));
}

TEST_CASE("what cannot be written or held is refused") {
  const TemporaryFolder folder;
  CHECK(contains(dataset({"generate", "-n", "5"}).err, "--output is missing"));
  CHECK(contains(dataset({"generate", "-o", "/nonexistent/x"}).err,
                 "cannot write '/nonexistent/x': No such file or directory"));
  CHECK(contains(dataset({"generate", "-o", folder.path()}).err, "it is no regular file"));
  CHECK(contains(dataset({"generate", "-o", "/dev/full", "--force"}).err, "it is no regular file"));
  CHECK(contains(dataset({"generate", "-n", "0", "-o", "-"}).err, "--count: '0' is out of range"));
  CHECK(contains(dataset({"generate", "-o", "-", "--format", "csv", "--turns", "2"}).err, "not --turns"));
  CHECK(contains(dataset({"generate", "-o", "-", "--format", "csv", "--images", "2"}).err, "more --images"));
  CHECK(contains(dataset({"generate", "-o", "-", "--format", "sharegpt", "--images", "1"}).err, "--images"));
}

TEST_CASE("commands and files that are wrong are exit code 2") {
  CHECK(dataset({}).code == 2);
  CHECK(contains(dataset({"bogus"}).err, "unknown command 'bogus'; allowed: generate, show"));
  CHECK(contains(dataset({"--help"}).out, "dataset generate -n 1000 -o FILE"));
  CHECK(contains(dataset({"generate", "--help"}).out, "  -n, --count N"));
  CHECK(contains(dataset({"show"}).err, "expected one FILE"));
  CHECK(contains(dataset({"show", "/nonexistent"}).err, "cannot read '/nonexistent'"));
}
