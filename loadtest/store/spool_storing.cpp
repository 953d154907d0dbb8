#include "loadtest/store/spool_storing.h"

#include <algorithm>

#include "loadtest/results/figures.h"
#include "loadtest/store/spool_reader.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

std::size_t place_of(std::string_view column) {
  const auto& columns = request_columns();
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == column; });
  return static_cast<std::size_t>(found - columns.begin());
}

// A member that is made where there is none, or no object.
Json& object_at(Json& json, const char* key) {
  if (!json[key].is_object()) json[key] = Json::object();
  return json[key];
}

// What the rows tell of a run that has no figures because it was killed.
class RowCounts {
 public:
  void add(const RequestBatch& batch) {
    static const std::size_t phase = place_of("phase");
    static const std::size_t outcome = place_of("outcome");
    static const std::size_t closed = place_of("closed_ns");
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      const auto name = std::find(kOutcomeNames.begin(), kOutcomeNames.end(), batch.field(row, outcome));
      if (name == kOutcomeNames.end()) continue;
      const auto place = static_cast<std::size_t>(name - kOutcomeNames.begin());
      ++whole_run_.by_outcome[place];
      ++whole_run_.requests;
      if (batch.field(row, phase) == "measured") {
        ++measured_.by_outcome[place];
        ++measured_.requests;
      }
      const Value end = value_of(ValueKind::integer, batch.field(row, closed));
      if (is_known(end)) last_ns_ = std::max(last_ns_, std::get<std::int64_t>(end));
    }
  }

  void write_into(Json& result) const {
    result["interrupted"] = true;
    result["length_s"] = to_seconds(Duration(last_ns_));
    Json& requests = object_at(result, "requests");
    write(measured_, object_at(requests, "measured"));
    write(whole_run_, object_at(requests, "whole_run"));
    Json& client = object_at(result, "client");
    client["verdict"] = "INVALID";
    client["reasons"] =
        Json::array({"the process was killed before the run was over: its requests are counted, no more is known"});
  }

 private:
  static void write(const Counts& counts, Json& json) {
    json["total"] = counts.requests;
    json["succeeded"] = counts.of(Outcome::success);
    json["failed"] = counts.failures();
    json["cancelled"] = counts.of(Outcome::cancelled);
    json["abandoned"] = counts.of(Outcome::abandoned);
    json["error_rate"] = counts.share_of_finished(counts.failures());
    Json& failures = object_at(json, "failures");
    for (std::size_t i = kFirstFailure; i < kEndOfFailures; ++i) {
      failures[std::string(kOutcomeNames[i])] = counts.by_outcome[i];
    }
  }

  Counts measured_;
  Counts whole_run_;
  std::int64_t last_ns_ = 0;
};

}  // namespace

Result<StoredRows> put_spooled(const SpooledRun& run, SpoolContent content, Store& store,
                               const std::function<bool(double share)>& go_on) {
  const std::string& id = content.identity.id;
  SpoolReader reader(run.rows_path());
  RowCounts counts;
  while (true) {
    const auto batch = reader.next();
    if (!batch) return batch.error();
    if (batch->fields.empty()) break;
    counts.add(*batch);
    if (auto status = store.put_requests(id, *batch); !status) return status.error();
    if (!go_on(reader.share_read())) return Error{ErrorCode::cancelled, "interrupted"};
  }
  const auto stored = store.count_requests(id);
  if (!stored) return stored.error();
  if (*stored != reader.rows()) {
    return Error{ErrorCode::io, "the store has " + std::to_string(*stored) + " of the " +
                                    std::to_string(reader.rows()) + " requests of run " + id};
  }
  if (!content.finished) counts.write_into(content.result);
  RunRecord record = make_record(content.identity, content.result);
  if (!content.finished) record["verdict"] = "INTERRUPTED";
  record["request_rows"] = reader.rows();
  if (auto status = store.put_run(record); !status) return status.error();
  return StoredRows{.rows = reader.rows(), .unreadable = reader.unreadable()};
}

}  // namespace oaisim::loadtest
