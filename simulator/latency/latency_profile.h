// How long a deployment takes to reply, as its configuration states it.
//
//   {
//     "overhead_ms": 5,                                             before anything else; default 0
//     "ttft_ms": {"type": "lognormal", "mean": 400, "std_dev": 150},   default: one itl_ms
//     "prefill_per_token_ms": 0.05,                                 times the prompt's tokens; default 0
//     "itl_ms": {"type": "normal", "mean": 19, "std_dev": 6},       between tokens; default 0
//     "per_unit_ms": 15000,                                         times MB of audio to transcribe, seconds of speech
//                                                                   or images; default 0
//     "load_factor": 3,                                             at full concurrency; default 1
//     "max_concurrency": 32,                                        0: no bound; default 0
//     "max_queue": 100                                              that wait for a slot; default 1000
//   }
//
// Thread safety: plain values.  Units: milliseconds.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "common/base/result.h"
#include "simulator/latency/distribution.h"

namespace oaisim {

struct LatencyProfile {
  static constexpr int kMaximumConcurrency = 1'000'000;
  static constexpr int kDefaultMaxQueue = 1000;

  Distribution overhead;
  std::optional<Distribution> ttft;  // absent: one draw of itl, so that n tokens take n times its mean
  Distribution prefill_per_token;    // drawn once per reply
  Distribution itl;
  Distribution per_unit;  // drawn once per reply
  double load_factor = 1.0;
  int max_concurrency = 0;
  int max_queue = kDefaultMaxQueue;

  // Keys that are absent keep the value in `defaults`; "ttft_ms": null removes it.  `where` (e.g. "latency of
  // gpt-4o") begins each message; unknown keys are errors.
  static Result<LatencyProfile> from_json(const nlohmann::json& json, std::string_view where, LatencyProfile defaults);
  static Result<LatencyProfile> from_json(const nlohmann::json& json, std::string_view where);
  nlohmann::json to_json() const;

  // What every term of a reply is multiplied by when `running` requests, this one included, are being served:
  // 1 + (load_factor - 1) * (running - 1) / (max_concurrency - 1); 1 when there is no max_concurrency.
  double load_multiplier(int running) const;

  bool operator==(const LatencyProfile&) const = default;
};

// What a request asks for in place of the profile's terms.
struct LatencyOverrides {
  std::optional<double> ttft_ms;
  std::optional<double> itl_ms;
};

inline constexpr std::string_view kTtftHeader = "x-sim-ttft-ms";
inline constexpr std::string_view kItlHeader = "x-sim-itl-ms";

// The value of one of the headers above.  Error: names `header` and what is allowed.
Result<double> parse_latency_override(std::string_view header, std::string_view value);

}  // namespace oaisim
