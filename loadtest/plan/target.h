// Where a run's requests go: an OpenAI or an Azure OpenAI address.
//
//   --url http://host:8000      --model M       POST /v1/chat/completions                      Bearer key
//   --url http://host:8000/v1   --model M       the same
//   --url http://host:8000/a/chat/completions   exactly that path
//   --url http://host:8000      --deployment D  POST /openai/deployments/D/chat/completions?api-version=V
//                                                                                              api-key: key
// Source: the API references of OpenAI and Azure OpenAI.
// Thread safety: a value.  It holds the key; nothing prints it.
#pragma once

#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/http/client_url.h"

namespace oaisim::loadtest {

enum class ApiFlavor { openai, azure };

struct Target {
  ApiFlavor flavor = ApiFlavor::openai;
  HttpUrl url;
  std::string path_and_query;  // of the request line
  std::string model;           // sent in the body; empty with a deployment
  std::string deployment;      // Azure
  std::string key;             // empty: no authentication is sent
};

struct TargetWishes {
  std::string url;
  std::string model;
  std::string deployment;
  std::string api_version;
  std::string key;
};

// Error: which of the wishes is missing or wrong, by the name of its flag.
Result<Target> make_target(const TargetWishes& wishes);

}  // namespace oaisim::loadtest
