// How small the values of nodes can be: what cannot be fulfilled is found, and the shortest way out of a recursion.
//
// The sizes are the least fixed point of "an object is as large as its required properties together, a choice as its
// smallest alternative" (Knuth, "A generalization of Dijkstra's algorithm", 1977).  A node is always larger than what
// its smallest value consists of, so that writing smallest values ends.
#pragma once

#include <cstdint>
#include <string>

#include "simulator/generation/json_schema/schema_compiler.h"
#include "simulator/generation/json_schema/schema_nodes.h"

namespace oaisim::schema {

void compute_sizes(Nodes& nodes);

// What one property takes beside its value: the key and a comma.
inline std::uint32_t key_size(const Property& property) { return property.key.count + 1; }
// The same of a property that only minProperties asks for.
inline std::uint32_t extra_key_size(const ObjectNode& object) { return object.additional_prefix.count + 10; }
// All of such a property.  Declared ones that are larger are not taken for minProperties: they may lead back here.
// REQUIRES: minProperties asks for more than is required.
std::uint64_t extra_size(const Nodes& nodes, const ObjectNode& object);

// Why the root has no value, as a message of the API.  REQUIRES: it has none.
std::string why_impossible(const Sources& sources, const Nodes& nodes, const NodeOrigins& origins);

}  // namespace oaisim::schema
