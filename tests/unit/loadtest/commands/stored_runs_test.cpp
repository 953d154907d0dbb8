#include "loadtest/commands/stored_runs.h"

#include <fstream>
#include <sstream>

#include "loadtest/report/console.h"
#include "loadtest/report/json.h"
#include "tests/support/files.h"
#include "tests/unit/loadtest/commands/command_runs.h"
#include "tests/unit/loadtest/report/sample_result.h"
#include "tests/unit/loadtest/store/test_stores.h"

using namespace oaisim;
using namespace oaisim::loadtest;

namespace {

RunResult result_named(const std::string& id, std::int64_t later = 0) {
  RunResult result = sample_result();
  result.id = id;
  result.plan.name = "night";
  result.started_unix += later;
  return result;
}

// A store with three runs, the last of them the newest.
class Runs {
 public:
  Runs() {
    const auto store = opened(path());
    for (const auto& [id, benchmark] :
         {std::pair("2026-aa1", "b1"), std::pair("2026-aa2", "b2"), std::pair("2027-c", "b1")}) {
      const auto result = result_named(id, later_ += 100);
      REQUIRE(store->put_run(make_record({.id = id, .benchmark_run_id = benchmark, .org_id = ""}, result_json(result)))
                  .ok());
    }
  }

  std::string path() const { return folder_.path() + "/results.db"; }

  // Of what the name means; or the error.
  std::string found(const std::string& name) const {
    const auto store = opened(path());
    const auto run = find_run(*store, name);
    return run ? run->id() : run.error().message;
  }

  CommandRun report(const std::string& name, const std::string& format = "json") const {
    return oaisim_load({"report", name, "--store", path(), "--format", format});
  }

 private:
  TemporaryFolder folder_;
  std::int64_t later_ = 0;
};

// A file of the working directory, which has no '/' in its name.
struct FileHere {
  std::string name = "oaisim-test-" + random_secret(12);
  explicit FileHere(const std::string& text) { std::ofstream(name) << text; }
  ~FileHere() { std::filesystem::remove(name); }
  FileHere(const FileHere&) = delete;
  FileHere& operator=(const FileHere&) = delete;
};

}  // namespace

TEST_CASE("a run is found by what people call it") {
  const Runs runs;
  CHECK(runs.found("latest") == "2027-c");
  CHECK(runs.found("previous") == "2026-aa2");
  CHECK(runs.found("2026-aa1") == "2026-aa1");
  CHECK(runs.found("b2") == "2026-aa2");
  CHECK(runs.found("b1") == "2027-c");  // the newest of them
  CHECK(runs.found("night") == "2027-c");
  CHECK(runs.found("2027") == "2027-c");
  CHECK(runs.found("2026-aa2") == "2026-aa2");
}

TEST_CASE("a name that means no run, or several, is refused with what there is") {
  const Runs runs;
  CHECK(runs.found("2026") ==
        "several runs begin with '2026': 2026-aa2, 2026-aa1; write more of the one that is meant");
  CHECK(runs.found("20") ==
        "several runs begin with '20': 2027-c, 2026-aa2, 2026-aa1; write more of the one that is meant");
  CHECK(runs.found("%") == "there is no run '%'; `oaisim-load results list` shows what there is");
  CHECK(runs.found("").starts_with("there is no run ''"));
  const TemporaryFolder folder;
  const auto store = opened(folder.path() + "/results.db");
  CHECK(find_run(*store, "latest").error().message == "the store has no runs yet");
  REQUIRE(store->put_run(sample_record("one", 1)).ok());
  CHECK(find_run(*store, "previous").error().message == "the store has only one run");
}

TEST_CASE("a run is shown as it was at its end, in every form") {
  const Runs runs;
  std::ostringstream console;
  report_console(result_named("2027-c", 300), console);
  const auto shown = oaisim_load({"results", "show", "--store", runs.path()});
  CHECK(shown.code == 0);
  CHECK(shown.out == console.str());
  CHECK(runs.report("latest", "console").out == console.str());
  for (const char* format : {"json", "markdown", "html", "junit", "csv-summary", "hgrm", "hgrm-ttft"}) {
    const auto form = oaisim_load({"results", "show", "2026-aa1", "--store", runs.path(), "--format", format});
    CHECK(form.code == 0);
    CHECK(form.out == runs.report("2026-aa1", format).out);
    CHECK(form.out.size() > 200);
  }
  CHECK(contains(oaisim_load({"results", "show", "--store", runs.path(), "--format", "pdf"}).err, "markdown"));
}

TEST_CASE("a run whose document is not whole is refused by its id") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.db";
  REQUIRE(opened(path)->put_run(sample_record("bad", 1)).ok());
  const auto shown = oaisim_load({"results", "show", "bad", "--store", path});
  CHECK(shown.code == 2);
  CHECK(contains(shown.err, "bad: its result cannot be read: is no result of a load test: schema is missing"));
}

TEST_CASE("report and compare take files and runs of the store together, and name runs by their ids") {
  const Runs runs;
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/a.json";
  std::ofstream(file) << result_json(result_named("in-a-file", 5000)).dump();
  const auto merged = runs.report("latest");
  CHECK(nlohmann::json::parse(merged.out)["id"] == "2027-c");
  const auto both = oaisim_load({"report", file, "previous", "--store", runs.path(), "--format", "json"});
  CHECK_MESSAGE(both.code == 0, both.err);
  CHECK(nlohmann::json::parse(both.out)["id"] == "2026-aa2+in-a-file");
  const auto compared = oaisim_load({"compare", "previous", file, "--store", runs.path()});
  CHECK_MESSAGE(compared.code == 0, compared.err);
  CHECK(contains(compared.out, "2026-aa2"));
  CHECK(contains(compared.out, file));
  CHECK(contains(oaisim_load({"report", "latest", "2027", "--store", runs.path()}).err,
                 "'2027-c' is the run 2027-c a second time"));
}

TEST_CASE("a file that is there wins over a run of the same name") {
  const FileHere file(result_json(result_named("in-a-file")).dump());
  const TemporaryFolder folder;
  const std::string store = folder.path() + "/results.db";
  REQUIRE(opened(store)
              ->put_run(make_record({.id = file.name, .benchmark_run_id = "", .org_id = ""},
                                    result_json(result_named(file.name))))
              .ok());
  const auto id_in = [&] {
    return nlohmann::json::parse(oaisim_load({"report", file.name, "--store", store, "--format", "json"}).out)["id"];
  };
  CHECK(id_in() == "in-a-file");
  std::filesystem::remove(file.name);
  CHECK(id_in() == file.name);
  std::filesystem::create_directory(file.name);  // is no file
  CHECK(id_in() == file.name);
}

TEST_CASE("a name that looks like a file is never looked for in the store") {
  for (const char* name : {"nothing.json", "./nothing"}) {
    const auto missing = oaisim_load({"report", name, "--store", "postgres://u:secret@127.0.0.1:1/d"});
    CHECK(missing.code == 2);
    CHECK(contains(missing.err, std::string(name) + ": cannot be read: No such file or directory"));
  }
}

TEST_CASE("what cannot be loaded is said by name") {
  const Runs runs;
  const auto unknown = runs.report("nobody");
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "nobody: no such file; there is no run 'nobody'; `oaisim-load results list` shows"));
  const auto down = oaisim_load({"compare", "latest", "previous", "--store", "postgres://u:secret@127.0.0.1:1/d"});
  CHECK(down.code == 2);
  CHECK(contains(down.err, "latest: no such file; runs cannot be read: the store postgres://u:***@127.0.0.1:1/d: "));
  CHECK_FALSE(contains(down.err, "secret"));
  CHECK(contains(oaisim_load({"report", "latest", "--store", "none"}).err, "no store is chosen"));
  CHECK(contains(runs.report("2026").err, "2026: several runs begin with '2026'"));
}
