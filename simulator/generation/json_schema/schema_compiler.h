// Sources become nodes: schemas that hold together (allOf, $ref beside keywords, a base and the branch of its anyOf)
// are merged into one node that says what is written.
//
// Every node is the conjunction of some schemas.  Conjunctions are met again where a schema refers to itself, and are
// then the same node; there are finitely many, so this ends.  Thread safety: none needed, it is one function.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/base/result.h"
#include "simulator/generation/json_schema/schema_nodes.h"

namespace oaisim::schema {

// What explains a node without values; only compile() has use for it.
struct NodeOrigins {
  std::vector<SourceId> places;  // by node
  std::vector<std::pair<NodeId, std::string>> reasons;
};

// Sizes are not computed yet, and what cannot be fulfilled are NothingNodes with a reason.
// Error: limit_exceeded.
Result<Nodes> compile_nodes(const Sources& sources, NodeOrigins& origins);

}  // namespace oaisim::schema
