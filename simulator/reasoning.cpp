#include "simulator/reasoning.h"

#include <algorithm>

namespace oaisim {

double mean_reasoning_tokens(const ModelFacts& facts, const DecodedRequest& request) {
  if (!request.thinks.value_or(facts.reasons)) return 0;
  constexpr std::pair<std::string_view, double> kMeans[] = {
      {"none", 0}, {"minimal", 0}, {"low", 128}, {"medium", 512}, {"high", 2048}, {"xhigh", 4096}, {"max", 8192}};
  const std::string_view effort = request.reasoning_effort.value_or("medium");
  for (const auto& [name, mean] : kMeans) {
    if (name != effort) continue;
    return request.usual_thoughts ? std::min(mean, static_cast<double>(*request.usual_thoughts)) : mean;
  }
  return 0;
}

}  // namespace oaisim
