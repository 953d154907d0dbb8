// What each request of a run asks for and how long it may take.
//
// Units: durations are those of the run's Clock.  Thread safety: a value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/units.h"

namespace oaisim::loadtest {

// What the later turns of a conversation hold as the answers to the earlier ones.
enum class History {
  replies,   // what the server has answered
  recorded,  // what the dataset says was once answered
};

// A member that is added to each body, or takes the place of one that would be there.
struct BodyField {
  std::string name;
  std::string json;  // valid JSON text
};

// What each request asks for.
struct RequestPlan {
  std::optional<std::int64_t> max_tokens;  // where the dataset wishes none
  bool stream = false;
  std::string system = {};             // instead of the sample's; empty: the sample's
  std::vector<BodyField> fields = {};  // no name twice
  History history = History::replies;
  bool server_times = false;             // the server tells when it sent what; see results/timing_errors.h
  std::optional<std::string> body = {};  // of plain HTTP: instead of the dataset's records
  std::string json_path = {};            // of plain HTTP: what of a record is sent; empty: all of it
};

struct Timeouts {
  Duration connect = std::chrono::seconds(10);
  Duration first_byte = std::chrono::seconds(120);
  Duration whole = std::chrono::seconds(300);
  Duration drain = std::chrono::seconds(30);  // the grace period: for replies awaited when the duration is over
};

}  // namespace oaisim::loadtest
