#include "simulator/generation/json_schema/json_schema.h"

#include <utility>

#include "simulator/generation/json_schema/instance_writer.h"
#include "simulator/generation/json_schema/json_schema_rules.h"
#include "simulator/generation/json_schema/schema_compiler.h"
#include "simulator/generation/json_schema/schema_sizes.h"

namespace oaisim {
namespace {

using namespace schema;

constexpr int kSampleTries = 64;
constexpr int kSampleRounds = 8;
constexpr std::size_t kMaxSampled = 16'000'000;  // bytes written in search of samples, and what trying costs
constexpr std::size_t kFailureCost = 50'000;

// What `oneOf` is checked with after writing: the schema once more, in a document of our own.
Status keep_sources(Nodes& nodes, simdjson::dom::element schema, bool strict) {
  auto parser = std::make_unique<simdjson::dom::parser>();
  simdjson::dom::element copy;
  if (parser->parse(simdjson::minify(schema)).get(copy) != simdjson::SUCCESS) return invalid("The schema is no JSON.");
  auto sources = read_sources(copy, strict);
  if (!sources) return sources.error();
  nodes.checked.emplace(Nodes::Checked{std::move(parser), *std::move(sources)});
  return success();
}

const char* why_not_found(const NodeKind& kind) {
  if (std::holds_alternative<ChoiceNode>(kind)) {
    return "no value was found that matches exactly one schema of 'oneOf'";
  }
  if (std::holds_alternative<ArrayNode>(kind)) return "'uniqueItems' asks for more different items than were found";
  return "no string was found that matches all patterns";
}

// Finds fallbacks for the nodes that have to be checked; what has none becomes impossible.
class Sampler {
 public:
  Sampler(Nodes& nodes, NodeOrigins& origins) : nodes_(nodes), origins_(origins) {}

  // False when it took too long.
  bool run() {
    for (int round = 0; round < kSampleRounds; ++round) {
      compute_sizes(nodes_);
      bool lost = false;
      for (std::size_t id = nodes_.nodes.size(); id-- > 0;) lost |= !sample(static_cast<NodeId>(id));
      if (!lost) return true;
    }
    return false;
  }

 private:
  bool sample(NodeId id) {
    if (!nodes_.nodes[id].is_checked || !nodes_.nodes[id].is_possible() || nodes_.nodes[id].fallback.count > 0) {
      return true;
    }
    std::string text;
    for (std::uint64_t i = 0; i < kSampleTries && written_ < kMaxSampled; ++i) {
      Random random(id, i);
      text.clear();
      InstanceWriter writer(nodes_, random, text);
      if (i % 2 == 0) writer.be_thrifty();
      const bool found = writer.write(id);
      written_ += text.size() + (found ? 0 : kFailureCost);
      if (!found) continue;
      nodes_.nodes[id].fallback = nodes_.add_text(text);
      return true;
    }
    origins_.reasons.emplace_back(id, why_not_found(nodes_.nodes[id].kind));
    nodes_.nodes[id].kind = NothingNode{};
    return false;
  }

  Nodes& nodes_;
  NodeOrigins& origins_;
  std::size_t written_ = 0;
};

}  // namespace

Result<JsonSchema> JsonSchema::compile(simdjson::dom::element schema, Rules rules) {
  const bool is_strict = rules == Rules::strict;
  const auto sources = read_sources(schema, is_strict);
  if (!sources) return sources.error();
  if (is_strict) {
    if (const Status status = check_strict_rules(*sources); !status) return status.error();
  }
  NodeOrigins origins;
  auto compiled = compile_nodes(*sources, origins);
  if (!compiled) return compiled.error();
  auto nodes = std::make_shared<Nodes>(*std::move(compiled));
  if (!nodes->exclusive.empty()) {
    if (const Status status = keep_sources(*nodes, schema, is_strict); !status) return status.error();
  }
  if (!Sampler(*nodes, origins).run()) {
    return Error{ErrorCode::limit_exceeded, sources->message(0, "finding a value for the schema takes too long")};
  }
  if (!nodes->nodes[0].is_possible()) return invalid(why_impossible(*sources, *nodes, origins));
  return JsonSchema(std::move(nodes));
}

void JsonSchema::write(Random& random, std::string& out) const { InstanceWriter(*nodes_, random, out).write(0); }

}  // namespace oaisim
