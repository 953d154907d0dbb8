// Where a run's requests go: an address of OpenAI, Azure OpenAI or Anthropic, or any other.
//
//   --url http://host:8000      --model M       POST /v1/chat/completions                      Bearer key
//   --url http://host:8000/v1   --model M       the same
//   --url http://host:8000/a/chat/completions   exactly that path
//   --url http://host:8000      --deployment D  POST /openai/deployments/D/chat/completions?api-version=V
//                                                                                              api-key: key
//   --api responses             --deployment D  POST /openai/v1/responses                      api-key: key
//   --api messages              --model M       POST /v1/messages                              x-api-key: key
//   --api http --url http://host/a/b?c          METHOD /a/b?c                                  Bearer key
//
// Source: the API references of OpenAI, Azure OpenAI and Anthropic.
// Thread safety: a value.  It holds the key; nothing prints it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/http/client_url.h"
#include "common/http/tls_client_context.h"
#include "loadtest/plan/api.h"
#include "loadtest/plan/header_field.h"

namespace oaisim::loadtest {

enum class ApiFlavor { openai, azure };

struct Target {
  Api api = Api::chat;
  ApiFlavor flavor = ApiFlavor::openai;
  HttpUrl url;
  std::string method = "POST";            // http: empty is POST with a body and GET without
  std::string path_and_query;             // of the request line
  std::string model;                      // sent in the body; empty with a deployment
  std::string deployment;                 // Azure
  std::string key;                        // empty: no authentication is sent
  std::vector<HeaderField> headers = {};  // they replace those that would be sent
  TlsClientSettings tls = {};

  // As it is called in the address or the body.
  const std::string& model_name() const { return model.empty() ? deployment : model; }

  // For people: values of the query that are secret are hidden.
  std::string address() const { return url.origin() + redacted_path(path_and_query); }

  // For those who keep or show it: no key is left, nor any header's value, nor a secret of the query.
  void forget_secrets();
};

struct TargetWishes {
  std::string url;
  std::string model;
  std::string deployment;
  std::string api_version;
  std::string key;
  std::string api = "chat";
  std::string method = {};
  std::string path = {};
  std::vector<std::string> headers = {};
  TlsClientSettings tls = {};
};

// Error: which of the wishes is missing or wrong, by the name of its flag.
Result<Target> make_target(const TargetWishes& wishes);

// Error: the name is none of --api's, with those that are.
Result<Api> find_api(const std::string& name);

}  // namespace oaisim::loadtest
