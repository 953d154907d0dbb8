// Nodes without parts: what several schemas say together about strings and numbers.
//
// All give NothingNode, and why in `reason`, where the schemas contradict one another.
// Thread safety: pure functions on the nodes they are given.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "simulator/generation/json_schema/conjunction.h"
#include "simulator/generation/json_schema/schema_nodes.h"

namespace oaisim::schema {

// The values of `enum` or `const` that all terms allow.  Takes what it does from `steps`.
NodeKind literal_node(const Sources& sources, std::span<const Term> terms, Nodes& nodes, std::uint32_t& steps,
                      std::string& reason);

NodeKind string_node(const Sources& sources, std::span<const Source* const> schemas, Nodes& nodes, std::string& reason);
NodeKind integer_node(std::span<const Source* const> schemas, std::string& reason);
NodeKind number_node(std::span<const Source* const> schemas, std::string& reason);

// k * step, when validators see that it is a multiple: their division by `step` has to give k without a remainder.
std::optional<double> exact_multiple(double step, std::int64_t k);

// What both bounds leave.
Bounds intersection(Bounds a, Bounds b);

}  // namespace oaisim::schema
