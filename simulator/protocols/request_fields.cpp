#include "simulator/protocols/request_fields.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Field kStreamOptionFields[] = {{"include_usage", &kNullableBoolean},
                                         {"include_obfuscation", &kNullableBoolean}};
constexpr Shape kStops{.kind = Kind::array, .minimum = 1, .maximum = 4, .items = &kString};
constexpr const Shape* kStopKinds[] = {&kString, &kStops};
constexpr Shape kMetadataValue{.kind = Kind::string, .maximum = 512};
constexpr Shape kAnchor = one_of<"created_at">();
constexpr Shape kLifeSeconds{.kind = Kind::integer, .minimum = 3600, .maximum = 2'592'000};
constexpr Field kExpiryFields[] = {{"anchor", &kAnchor, true}, {"seconds", &kLifeSeconds, true}};
constexpr Shape kBias{.kind = Kind::number, .minimum = -100, .maximum = 100};

constexpr Shape kBreakpointMode = one_of<"explicit">();
constexpr Field kBreakpointFields[] = {{"mode", &kBreakpointMode, true}};
constexpr Shape kCacheMode = one_of<"implicit", "explicit">();
constexpr Shape kCacheLife = one_of<"30m">();
constexpr Field kCacheOptionFields[] = {{"mode", &kCacheMode}, {"ttl", &kCacheLife}};
constexpr Shape kModerationMode = one_of<"score", "block">();
constexpr Field kModeratedFields[] = {{"mode", &kModerationMode, true}};
constexpr Shape kModerated{.kind = Kind::object, .nullable = true, .fields = kModeratedFields};
constexpr Field kPolicyFields[] = {{"input", &kModerated}, {"output", &kModerated}};
constexpr Shape kPolicy{.kind = Kind::object, .nullable = true, .fields = kPolicyFields};
constexpr Field kModerationFields[] = {{"model", &kString, true}, {"policy", &kPolicy}};

void read_stop(JsonValue stop, DecodedRequest& request) {
  if (stop.is_string()) request.stop.emplace_back(text_of(stop));
  if (!stop.is_array()) return;
  for (const JsonValue text : array_of(stop)) request.stop.emplace_back(text_of(text));
}

}  // namespace

constinit const Shape kStopShape{.kind = Kind::alternatives, .nullable = true, .alternatives = kStopKinds};
constinit const Shape kStreamOptionsShape{.kind = Kind::object, .nullable = true, .fields = kStreamOptionFields};
constinit const Shape kSeedShape{.kind = Kind::integer, .nullable = true};
constinit const Shape kTemperatureShape{.kind = Kind::number, .nullable = true, .minimum = 0, .maximum = 2};
constinit const Shape kTopPShape{.kind = Kind::number, .nullable = true, .minimum = 0, .maximum = 1};
constinit const Shape kPenaltyShape{.kind = Kind::number, .nullable = true, .minimum = -2, .maximum = 2};
constinit const Shape kExpiryShape{.kind = Kind::object, .nullable = true, .fields = kExpiryFields};
constinit const Shape kMetadataShape{
    .kind = Kind::map, .nullable = true, .maximum = 16, .longest_key = 64, .items = &kMetadataValue};
constinit const Shape kCacheBreakpointShape{.kind = Kind::object, .nullable = true, .fields = kBreakpointFields};
constinit const Shape kCacheOptionsShape{.kind = Kind::object, .nullable = true, .fields = kCacheOptionFields};
constinit const Shape kModerationOptionsShape{.kind = Kind::object, .nullable = true, .fields = kModerationFields};
constinit const Shape kTopLogprobsShape{.kind = Kind::integer, .nullable = true, .minimum = 0, .maximum = 20};
constinit const Shape kSafetyIdentifierShape{.kind = Kind::string, .nullable = true, .maximum = 64};
constinit const Shape kReasoningEffortShape =
    or_null(one_of<"none", "minimal", "low", "medium", "high", "xhigh", "max">());
constinit const Shape kVerbosityShape = or_null(one_of<"low", "medium", "high">());
constinit const Shape kCacheRetentionShape = or_null(one_of<"in_memory", "in-memory", "24h">());
constinit const Shape kLogitBiasShape{.kind = Kind::map, .nullable = true, .items = &kBias};

void read_common_field(std::string_view name, JsonValue value, DecodedRequest& request) {
  if (name == "model") {
    request.model = text_of(value);
  } else if (name == "max_tokens" || name == "max_completion_tokens") {
    request.max_tokens = value.get_int64().value();
    request.max_tokens_param = name == "max_tokens" ? "max_tokens" : "max_completion_tokens";
  } else if (name == "stream") {
    request.stream = value.get_bool().value();
  } else if (name == "stream_options") {
    bool include = false;
    if (value.at_key("include_usage").get(include) == simdjson::SUCCESS) request.include_usage = include;
  } else if (name == "n") {
    request.n = value.get_int64().value();
  } else if (name == "stop") {
    read_stop(value, request);
  } else if (name == "seed") {
    request.seed = value.get_int64().value();
  } else if (name == "user") {
    request.user = text_of(value);
  }
}

std::string_view role_of(std::string_view asked) {
  for (const std::string_view role : {"user", "assistant", "system", "developer", "tool"}) {
    if (asked == role) return role;
  }
  return "function";
}

std::string_view reasoning_effort_of(std::string_view asked) {
  for (const std::string_view effort : {"none", "minimal", "low", "medium", "high", "xhigh", "max"}) {
    if (asked == effort) return effort;
  }
  return "medium";
}

std::string_view service_tier_of(std::string_view asked) {
  for (const std::string_view tier : {"flex", "scale", "priority"}) {
    if (asked == tier) return tier;
  }
  return "default";
}

ApiError stream_options_without_stream() {
  return {.message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
          .param = "stream_options"};
}

}  // namespace oaisim
