#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "loadtest/commands/commands.h"
#include "loadtest/commands/results_command.h"
#include "loadtest/commands/stored_runs.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

struct ExportFlags {
  StoreOptions store;
  std::vector<std::string> names;
  bool all = false;
  bool requests = false;
  std::string format = "json";
  std::string output;

  void declare(OptionSet& options) {
    store.declare_store(options);
    options.add(all, {.name = "all", .help = "All runs instead of named ones"});
    options.add(requests, {.name = "requests", .help = "The rows of the requests instead of the runs' results"});
    options.add(format, {.name = "format", .help = "Of the file", .choices = {"json", "csv"}});
    options.add(
        output,
        {.name = "output", .help = "File to write (also -o); by default standard output", .value_name = "FILE"});
    options.allow_positional(
        names, "RUN...",
        "`latest`, `previous`, ids or their beginnings, or benchmark run ids or names (the newest of each)");
  }
};

Result<std::vector<RunRecord>> chosen_runs(Store& store, const ExportFlags& flags) {
  if (!flags.all) {
    std::vector<RunRecord> runs;
    for (const auto& name : flags.names) {
      auto run = find_run(store, name);
      if (!run) return run.error();
      runs.push_back(std::move(*run));
    }
    return runs;
  }
  auto runs = store.runs({});
  if (!runs || flags.requests || flags.format == "csv") return runs;
  for (auto& run : *runs) {
    auto whole = store.run(run.id());
    if (!whole) return whole.error();
    run = std::move(*whole);
  }
  return runs;
}

void write_documents(const std::vector<RunRecord>& runs, const ExportFlags& flags, std::ostream& out) {
  if (flags.format == "csv") return write_runs(runs, RunsFormat::csv, out);
  if (flags.all || runs.size() != 1) return write_runs(runs, RunsFormat::json, out);
  out << Json::parse(text_of(runs.front()["document"]), nullptr, false).dump(2) << '\n';
}

Json json_of(const std::string& run_id, const StoredRequest& row) {
  Json json{{"run_id", run_id}, {"seq", row.seq}};
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const auto& column = request_columns()[i];
    const Value value = value_of(column.kind, row.fields[i]);
    const auto* number = std::get_if<std::int64_t>(&value);
    json[column.name] = number != nullptr ? Json(*number) : is_known(value) ? Json(row.fields[i]) : Json();
  }
  return json;
}

// A row at a time: they may be millions.
Status write_requests(Store& store, const std::vector<RunRecord>& runs, bool csv, std::ostream& out) {
  const char* before = "\n";
  if (csv) {
    out << "run_id,seq";
    for (const auto& column : request_columns()) out << ',' << column.name;
    out << "\r\n";
  } else {
    out << '[';
  }
  for (const auto& run : runs) {
    const std::string id = run.id();
    auto status = each_request(store, id, [&](const StoredRequest& row) {
      if (!csv) {
        out << before << json_of(id, row).dump(-1, ' ', false, Json::error_handler_t::replace);
        before = ",\n";
        return;
      }
      out << id << ',' << row.seq;
      for (const auto& field : row.fields) out << ',' << csv_field(field);
      out << "\r\n";
    });
    if (!status) return status;
  }
  if (!csv) out << "\n]\n";
  return success();
}

int run_export(const ExportFlags& flags) {
  auto store = open_store(flags.store);
  if (!store) return results_error("export", store.error().message);
  const auto runs = chosen_runs(**store, flags);
  if (!runs) return results_error("export", runs.error().message);
  std::ofstream file;
  if (!flags.output.empty()) file.open(flags.output, std::ios::trunc);
  std::ostream& out = flags.output.empty() ? std::cout : file;
  if (flags.requests) {
    if (auto status = write_requests(**store, *runs, flags.format == "csv", out); !status) {
      return results_error("export", status.error().message);
    }
  } else {
    write_documents(*runs, flags, out);
  }
  out.flush();
  if (!out) {
    const std::string where = flags.output.empty() ? "standard output" : "'" + flags.output + "'";
    return results_error("export", "cannot write " + where + ": " + std::strerror(errno));
  }
  return kExitPassed;
}

}  // namespace

int results_export(int argc, const char* const* argv) {
  OptionSet options("oaisim-load results export", "Writes runs, or the rows of their requests, to a file.");
  ExportFlags flags;
  flags.declare(options);
  std::vector<const char*> arguments(argv, argv + argc);
  for (auto& argument : arguments) {
    if (std::string_view(argument) == "-o") argument = "--output";
  }
  const auto outcome = options.parse(argc, arguments.data());
  if (!outcome) return results_error("export", outcome.error().message);
  if (*outcome == OptionSet::Outcome::exit) return kExitPassed;
  if (flags.all == !flags.names.empty()) {
    return results_error("export", flags.all ? "--all and the names of runs exclude each other"
                                             : "which run? allowed: latest, ids, or --all");
  }
  return run_export(flags);
}

}  // namespace oaisim::loadtest
