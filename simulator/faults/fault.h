// One thing that goes wrong on purpose.
//
//   header and short form      JSON form
//   status:503                 {"type": "status", "status": 503}        the real shape of the API that was called
//   reset                      {"type": "reset"}                        the connection, before the reply
//   reset:bytes=200            {"type": "reset", "bytes": 200}          …after so many bytes of the body
//   cut:tokens=5               {"type": "cut", "tokens": 5}             a stream ends after so many tokens
//   cut:ms=300                 {"type": "cut", "ms": 300}               …or after so long
//   stall:tokens=5,ms=2000     {"type": "stall", "tokens": 5, "ms": 2000}
//   drip:bytes_per_second=100  {"type": "drip", "bytes_per_second": 100}
//   malformed_event:tokens=5   {"type": "malformed_event", "tokens": 5}
//   wrong_length               {"type": "wrong_length"}                 content-length is larger than the body
//   garbage                    {"type": "garbage"}                      bytes that are not JSON
//   duplicate_done, missing_done                                        of a stream
//   hang                       {"type": "hang"}                         never answers
//
// Thread safety: plain values.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/units.h"

namespace oaisim {

struct Fault {
  enum class Kind {
    status,
    reset,
    cut,
    stall,
    drip,
    malformed_event,
    wrong_length,
    garbage,
    duplicate_done,
    missing_done,
    hang
  };

  Kind kind = Kind::status;
  int status = 503;                            // of `status`
  std::optional<std::int64_t> bytes = {};      // of `reset`; absent: before the reply
  std::optional<TokenCount> tokens = {};       // of `cut`, `stall`, `malformed_event`
  std::optional<Duration> after = {};          // of `cut`: when; of `stall`: how long
  std::optional<double> bytes_per_second = {};  // of `drip`

  bool operator==(const Fault&) const = default;
};

// Error: names the fault or the parameter, `where` first if it is not empty, and what is allowed.
Result<Fault> parse_fault(std::string_view text);
Result<Fault> fault_from_json(const nlohmann::json& value, const std::string& where);  // also takes the short form

std::string to_string(const Fault& fault);  // the short form
nlohmann::json to_json(const Fault& fault);

}  // namespace oaisim
