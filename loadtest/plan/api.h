// The APIs that a run can ask, as --api names them, and where each has its address.
//
// Thread safety: all of it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace oaisim::loadtest {

enum class Api { chat, completions, embeddings, responses, messages, http };

struct ApiTraits {
  Api api;
  std::string_view name;  // of --api
  std::string_view path;  // below an address's /v1; empty: the address itself
  bool streams;           // its replies can be streams
};

inline constexpr std::array<ApiTraits, 6> kApis{{
    {Api::chat, "chat", "/chat/completions", true},
    {Api::completions, "completions", "/completions", true},
    {Api::embeddings, "embeddings", "/embeddings", false},
    {Api::responses, "responses", "/responses", true},
    {Api::messages, "messages", "/messages", true},
    {Api::http, "http", "", false},
}};

constexpr const ApiTraits& traits_of(Api api) { return kApis[static_cast<std::size_t>(api)]; }

}  // namespace oaisim::loadtest
