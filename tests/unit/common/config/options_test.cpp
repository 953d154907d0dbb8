#include "common/config/options.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "tests/support/files.h"

using namespace oaisim;
using namespace std::chrono_literals;

namespace {

struct Sample {
  std::int64_t port = 8000;
  std::string mode = "generate";
  Duration timeout = 30s;
  ByteSize body{1 << 20};
  bool stream = false;
  std::vector<std::string> keys;
  OptionSet options{"sample", "An example."};

  Sample() {
    options.add(port, {.name = "port", .env = "SAMPLE_PORT", .help = "TCP port", .minimum = 0, .maximum = 65535});
    options.add(mode, {.name = "mode", .help = "What to do", .choices = {"generate", "record"}});
    options.add(timeout, {.name = "read-timeout", .help = "How long to wait", .minimum = 0.001});
    options.add(body, {.name = "max-body-bytes", .help = "Largest body"});
    options.add(stream, {.name = "stream", .help = "Stream"});
    options.add(keys, {.name = "api-key", .env = "SAMPLE_KEYS", .help = "Keys", .secret = true});
  }

  Result<OptionSet::Outcome> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "sample");
    return options.parse(static_cast<int>(arguments.size()), arguments.data());
  }
};

}  // namespace

TEST_CASE("flags are read by type and defaults stay where none is given") {
  Sample s;
  REQUIRE(s.parse({"--port", "9", "--read-timeout=250ms", "--stream", "--max-body-bytes", "2MiB"}).ok());
  CHECK(s.port == 9);
  CHECK(s.timeout == 250ms);
  CHECK(s.stream);
  CHECK(s.body.count == 2 << 20);
  CHECK(s.mode == "generate");
}

TEST_CASE("an option may have a letter as well") {
  Sample s;
  std::int64_t count = 1;
  std::string output;
  s.options.add(count, {.name = "count", .short_name = "n", .help = "How many"});
  s.options.add(output, {.name = "output", .short_name = "o", .help = "Where to"});
  REQUIRE(s.parse({"-n", "5", "-o", "-", "--port", "9"}).ok());
  CHECK(count == 5);
  CHECK(output == "-");
  CHECK(s.port == 9);
  CHECK(s.options.help().find("  -n, --count N\n") != std::string::npos);
  CHECK(s.options.markdown().find("| `-n, --count` |") != std::string::npos);
  CHECK(s.parse({"--count", "6"}).ok());
  CHECK(count == 6);
  CHECK(s.parse({"-n", "x"}).error().message == "--count: 'x' is not a whole number");
}

TEST_CASE("a bad value names the option and what is allowed") {
  CHECK(Sample().parse({"--port", "70000"}).error().message == "--port: '70000' is out of range; allowed: 0 to 65535");
  CHECK(Sample().parse({"--port", "x"}).error().message == "--port: 'x' is not a whole number");
  CHECK(Sample().parse({"--mode", "x"}).error().message == "--mode: 'x' is unknown; allowed: generate, record");
  CHECK(Sample().parse({"--nope", "x"}).error().message.find("nope") != std::string::npos);
  CHECK(Sample().parse({"stray"}).error().message.find("stray") != std::string::npos);
}

TEST_CASE("a flag beats the environment, which beats the file, which beats the default") {
  const auto path = temporary_file(R"({"port": 3, "mode": "record", "read_timeout": "2s"})", "options_test.json");
  setenv("SAMPLE_PORT", "2", 1);
  setenv("SAMPLE_KEYS", "a,b", 1);
  Sample from_environment;
  REQUIRE(from_environment.parse({"--config", path.c_str()}).ok());
  CHECK(from_environment.port == 2);
  CHECK(from_environment.mode == "record");
  CHECK(from_environment.timeout == 2s);
  CHECK(from_environment.keys == std::vector<std::string>{"a", "b"});
  Sample from_flag;
  REQUIRE(from_flag.parse({"--config", path.c_str(), "--port", "1"}).ok());
  CHECK(from_flag.port == 1);
  unsetenv("SAMPLE_PORT");
  unsetenv("SAMPLE_KEYS");
  Sample from_file;
  REQUIRE(from_file.parse({"--config", path.c_str()}).ok());
  CHECK(from_file.port == 3);
}

TEST_CASE("unknown keys and bad values of the file stop the start and name the key") {
  const auto unknown = temporary_file(R"({"prot": 3})", "options_unknown.json");
  CHECK(Sample().parse({"--config", unknown.c_str()}).error().message.find("'prot' in ") == 0);
  const auto bad = temporary_file(R"({"port": "many"})", "options_bad.json");
  CHECK(Sample().parse({"--config", bad.c_str()}).error().message.find("'many' is not a whole number") !=
        std::string::npos);
  CHECK(Sample().parse({"--config", "/nonexistent.json"}).error().code == ErrorCode::io);
}

TEST_CASE("a file that is no JSON object is refused with the place, and its text is not repeated") {
  const auto message = [](const std::string& text) {
    const auto path = temporary_file(text, "oaisim_options_broken.json");
    return Sample().parse({"--config", path.c_str()}).error().message;
  };
  const std::string broken = message("{\n  \"port\": 1,\n  \"key\": secret\n}");
  CHECK(broken.ends_with("is not JSON: wrong at line 3, column 10"));
  CHECK(broken.find("secret") == std::string::npos);
  CHECK(message("[1]").ends_with("holds a JSON array; expected an object of keys and values"));
  CHECK(message("{\"port\": 1e999}").ends_with("is not JSON: a number is too large"));
  CHECK(Sample().parse({"--config", "/nonexistent.json"}).error().message ==
        "--config: cannot read '/nonexistent.json': No such file or directory");
}

TEST_CASE("arrays and objects of a file are taken where an option says so") {
  std::string document, list = "none";
  OptionSet options("sample", "");
  options.add(document, {.name = "document", .help = "", .is_json = true});
  options.add(list, {.name = "list", .help = "", .is_list = true});
  const auto parse = [&](const std::string& text) {
    const auto path = temporary_file(text, "oaisim_options_arrays.json");
    const char* argv[] = {"sample", "--config", path.c_str()};
    const auto outcome = options.parse(3, argv);
    return outcome ? std::string() : outcome.error().message;
  };
  CHECK(parse(R"({"document": [{"a": 1}], "list": [5, 10.5, "x"]})").empty());
  CHECK(document == R"([{"a":1}])");
  CHECK(list == "5,10.5,x");
  OptionSet plain("sample", "");
  plain.add(list, {.name = "list", .help = ""});
  const auto path = temporary_file(R"({"list": [5]})", "oaisim_options_arrays.json");
  const char* argv[] = {"sample", "--config", path.c_str()};
  CHECK_FALSE(plain.parse(3, argv).ok());
}

TEST_CASE("an option that was taken back is unknown, and what was given is told") {
  Sample s;
  s.options.remove("mode");
  CHECK(s.parse({"--mode", "record"}).error().message.find("does not exist") != std::string::npos);
  Sample given;
  REQUIRE(given.parse({"--port", "1"}).ok());
  CHECK(given.options.given("port"));
  CHECK_FALSE(given.options.given("mode"));
  CHECK_FALSE(given.options.given("nonsense"));
}

TEST_CASE("a file of another form is translated before its keys are looked at") {
  const auto path = temporary_file(R"({"older_port": 3})", "options_other.json");
  const auto parse = [&](std::function<Result<nlohmann::json>(nlohmann::json)> translate, Sample& s) {
    s.options.translate_config(std::move(translate));
    return s.parse({"--config", path.c_str()});
  };
  Sample translated;
  REQUIRE(parse([](nlohmann::json file) { return nlohmann::json{{"port", file["older_port"]}}; }, translated).ok());
  CHECK(translated.port == 3);
  Sample refused;
  CHECK(parse([](const nlohmann::json&) { return invalid("'older_port': no"); }, refused).error().message ==
        "--config: in '" + path + "': 'older_port': no");
}

TEST_CASE("help and the Markdown table show every option and never a secret's value") {
  Sample s;
  s.options.add(s.mode, {.name = "hidden", .help = "Secret", .secret = true});
  for (const auto& text : {s.options.help(), s.options.markdown()}) {
    for (const char* name : {"--port", "--mode", "--read-timeout", "--max-body-bytes", "--stream", "--api-key"}) {
      CHECK(text.find(name) != std::string::npos);
    }
  }
  CHECK(s.options.help().find("--hidden TEXT\n        Secret\n") != std::string::npos);
}

TEST_CASE("an env file understands comments, quotes and export, and names a bad line") {
  const auto path = temporary_file("# c\nA=1\nexport B=\"x y\" # z\n\nC=q # tail\n", "env_test");
  const auto values = read_env_file(path);
  REQUIRE(values.ok());
  CHECK(*values == std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"B", "x y"}, {"C", "q"}});
  const auto bad = temporary_file("A=1\nnonsense\n", "env_bad");
  CHECK(read_env_file(bad).error().message.find("line 2") != std::string::npos);
}
