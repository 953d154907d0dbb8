// A content filter as a deployment's setting: its words by category.
//
//   "content_filter": {"violence": ["bomb"], "hate": ["slur", …]}      hate, self_harm, sexual, violence
//
// Thread safety: pure functions.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "common/base/result.h"
#include "simulator/generation/content_filter.h"

namespace oaisim {

// Null of null, or of no words.  Error: names the place, which begins with `where`, and what is allowed.
Result<std::shared_ptr<const ContentFilter>> parse_content_filter(const nlohmann::json& value,
                                                                  const std::string& where);

// Parsing it gives the same filter.
nlohmann::json content_filter_json(const ContentFilter& filter);

}  // namespace oaisim
