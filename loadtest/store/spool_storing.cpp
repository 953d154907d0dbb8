#include "loadtest/store/spool_storing.h"

#include <algorithm>

#include "loadtest/store/spool_reader.h"

namespace oaisim::loadtest {
namespace {

using Json = nlohmann::ordered_json;

std::size_t place_of(std::string_view column) {
  const auto& columns = request_columns();
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == column; });
  return static_cast<std::size_t>(found - columns.begin());
}

// Of a run that has no result because it was killed.
class CountsOfRows {
 public:
  void add(const RequestBatch& batch) {
    static const std::size_t phase = place_of("phase");
    static const std::size_t outcome = place_of("outcome");
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      if (batch.field(row, phase) == "warmup") continue;
      ++total_;
      if (batch.field(row, outcome) == "success") ++succeeded_;
      if (batch.field(row, outcome) == "abandoned") ++abandoned_;
    }
  }

  Json json() const {
    const auto finished = total_ - abandoned_;
    const auto failed = finished - succeeded_;
    return {{"total", total_},
            {"succeeded", succeeded_},
            {"failed", failed},
            {"abandoned", abandoned_},
            {"error_rate", finished == 0 ? 0.0 : static_cast<double>(failed) / static_cast<double>(finished)}};
  }

 private:
  std::int64_t total_ = 0;
  std::int64_t succeeded_ = 0;
  std::int64_t abandoned_ = 0;
};

}  // namespace

Result<StoredRows> put_spooled(const SpooledRun& run, SpoolContent content, Store& store,
                               const std::function<bool(double share)>& go_on) {
  const std::string& id = content.identity.id;
  SpoolReader reader(run.rows_path());
  CountsOfRows counts;
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
  if (!content.result.contains("requests")) {
    content.result["interrupted"] = true;
    content.result["requests"]["measured"] = counts.json();
    content.result["client"]["verdict"] = "INTERRUPTED";
  }
  RunRecord record = make_record(content.identity, content.result);
  record["request_rows"] = reader.rows();
  if (auto status = store.put_run(record); !status) return status.error();
  return StoredRows{.rows = reader.rows(), .unreadable = reader.unreadable()};
}

}  // namespace oaisim::loadtest
