// Benchmark files: an older form of `--config`, told by its key `benchmark_type`.
//
//   benchmark_type          "system_api": any HTTP address | "llm_api": a language model
//   endpoint                system_api: exactly that address; llm_api: a base or the whole address
//   auth_token              the key; system_api sends it as Bearer
//   headers                 {"Name": "value", ...}
//   provider, model         llm_api: "openai", "azure", "anthropic", ...; system_api only notes the model
//   dataset                 a path | [record or prompt, ...] | {"path": ..., "format": ...}
//   json_path               system_api: what is sent of a record; llm_api: its field with the prompt, as $.name
//   min_load, max_load      users at the start of the ramp and at its end
//   enable_ramping, ramp_duration_seconds
//   timeout                 seconds a reply may take
//   org_id, benchmark_run_id
//
// A run with a ramp ends with it; one without sends each record of its dataset once.  Null and "" are as if absent.
// Thread safety: pure function.
#pragma once

#include <nlohmann/json.hpp>

#include "common/base/result.h"

namespace oaisim::loadtest {

// The same in the keys of `oaisim-load run`; a file of another form comes back as it is.
// Error: the key that is unknown, wrong or missing, and what is allowed; no value is repeated that may be a secret.
Result<nlohmann::json> translate_benchmark(nlohmann::json file);

}  // namespace oaisim::loadtest
