// A Prometheus Pushgateway, and the group of metrics there that is a run's own.
//
//   http://host:9091                              PUT /metrics/job/oaisim_load/instance/THIS-MACHINE
//   https://user:password@host/below              PUT /below/metrics/job/... with `Authorization: Basic`
//   http://host:9091/metrics/job/nightly/a/b      exactly that group
//
// Source: https://github.com/prometheus/pushgateway#api.
// Thread safety: a value.  It holds the password; nothing prints it, nor the query, which may hold another secret.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/base/units.h"
#include "common/http/client_url.h"

namespace oaisim::loadtest {

struct PushGateway {
  HttpUrl url = {};
  std::string path_and_query = {};  // of the group
  std::string credentials = {};     // "user:password"; empty: none are sent
  Duration interval{};              // real time between two pushes
};

// `instance`: what the group is called when the address names none.
// Error: that is no address, without what may be a secret.
Result<PushGateway> parse_push_gateway(std::string_view text, std::string_view instance);

// The name of this machine.
std::string machine_name();

}  // namespace oaisim::loadtest
