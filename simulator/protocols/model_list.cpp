#include "simulator/protocols/model_list.h"

#include <algorithm>

#include "common/text/json_writer.h"
#include "simulator/protocols/model_catalogue.h"

namespace oaisim {
namespace {

void append_model(std::string& out, std::string_view id, std::int64_t created, std::string_view owner) {
  out += "{\"id\":";
  append_string(out, id);
  out += ",\"object\":\"model\",\"created\":";
  append_integer(out, created);
  out += ",\"owned_by\":";
  append_string(out, owner);
  out += '}';
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string model_list_body(const std::vector<std::string>& deployments) {
  std::string out = "{\"object\":\"list\",\"data\":[";
  const auto separate = [&out] {
    if (out.back() != '[') out += ',';
  };
  for (const auto& name : deployments) {
    separate();
    append_model(out, name, facts_of_model(name).created, "simulator");
  }
  for (const auto& model : model_catalogue()) {
    if (contains(deployments, model.name)) continue;
    separate();
    append_model(out, model.name, model.created, "openai");
  }
  return out + "]}";
}

std::optional<std::string> model_body(const std::vector<std::string>& deployments, std::string_view id) {
  std::string out;
  if (contains(deployments, id)) {
    append_model(out, id, facts_of_model(id).created, "simulator");
    return out;
  }
  for (const auto& model : model_catalogue()) {
    if (model.name != id) continue;
    append_model(out, id, model.created, "openai");
    return out;
  }
  return std::nullopt;
}

}  // namespace oaisim
