#include "simulator/admin/config.h"

#include <doctest/doctest.h>

#include "simulator/admin/deployments.h"

using namespace oaisim;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Config patched(const json& patch, const Config& config = {}) {
  auto result = Config::patched(config, patch);
  REQUIRE_MESSAGE(result.ok(), result.error().message);
  return *result;
}

std::string refusal(const json& patch) {
  const auto result = Config::patched({}, patch);
  REQUIRE_FALSE(result.ok());
  return result.error().message;
}

LimitCost cost_of(TokenCount max_tokens) {
  LimitCost cost;
  cost.max_tokens = max_tokens;
  return cost;
}

}  // namespace

TEST_CASE("a patch changes what it names and leaves the rest") {
  const Config config = patched({{"latency", {{"open_ai_completions", {{"mean", 0.5}}}}}});
  CHECK(config.latency.completions.mean == 0.5);
  CHECK(config.latency.completions.std_dev == 2);
  CHECK(config.latency.chat_completions.mean == 19);
}

TEST_CASE("a bad patch is refused whole and its message names the key") {
  CHECK(refusal({{"latencyy", 1}}).find("'latencyy' is unknown; allowed: simulator_mode") != std::string::npos);
  CHECK(refusal({{"latency", {{"open_ai_completions", {{"mean", -1}}}}}}).find("latency.open_ai_completions.mean") ==
        0);
  CHECK(refusal({{"simulator_mode", "dream"}}).find("simulator_mode: allowed: generate") == 0);
  CHECK(refusal({{"openai_deployments", {{"d", {{"tokensPerMinute", 5}}}}}})
            .find("openai_deployments.d: 'model' is missing") == 0);
  CHECK(refusal({{"openai_deployments", {{"d", {{"model", "m"}, {"tokensPerMinute", -5}}}}}}).find("tokensPerMinute") !=
        std::string::npos);
  CHECK(refusal({{"openai_deployments", {{"d", {{"model", "m"}, {"speed", 5}}}}}}).find("'speed' is unknown") !=
        std::string::npos);
  CHECK(refusal({{"openai_deployments", {{"d", {{"model", "m"}, {"latency", "slow"}}}}}})
            .find("no latency profile 'slow'") != std::string::npos);
  CHECK(refusal(json::array()) == "expected a JSON object");
}

TEST_CASE("deployments may be written with the reference's file keys or its API's") {
  const Config config =
      patched({{"openai_deployments",
                {{"a", {{"model", "gpt-4o"}, {"tokensPerMinute", 1000}, {"embeddingSize", 8}}},
                 {"b", {{"model", "gpt-4o"}, {"tokens_per_minute", 2000}, {"requests_per_minute", 3}}}}}});
  CHECK(config.deployments.at("a").limits.deployment.tokens_per_minute == 1000);
  CHECK(config.deployments.at("a").embedding_size == 8);
  CHECK(config.deployments.at("b").limits.deployment.requests_per_minute == 3);
  CHECK(patched({{"openai_deployments", {{"a", nullptr}}}}, config).deployments.size() == 1);
}

TEST_CASE("what GET shows can be patched back and gives the same configuration") {
  const Config config =
      patched({{"allow_undefined_openai_deployments", false},
               {"output_tokens", {{"type", "uniform"}, {"min", 1}, {"max", 9}}},
               {"tool_call_probability", 0.25},
               {"latency_profiles",
                {{"slow", {{"ttft_ms", 500}, {"itl_ms", {{"type", "normal"}, {"mean", 50}, {"std_dev", 5}}}}}}},
               {"openai_deployments",
                {{"a",
                  {{"model", "gpt-4o"},
                   {"tokens_per_minute", 1000},
                   {"latency", "slow"},
                   {"output_tokens", 40},
                   {"tool_call_probability", 0.5},
                   {"content_filter", {{"violence", {"bomb", "gun"}}, {"hate", {"gun"}}}},
                   {"limits", {{"window", "fixed_window"}}}}}}}});
  const json shown = config.to_json();
  CHECK(shown["openai_deployments"]["a"]["tokens_per_minute"] == 1000);
  CHECK(patched(shown).to_json() == shown);
}

TEST_CASE("how often tools are called is a deployment's own setting or the default") {
  Deployments deployments(patched(
      {{"tool_call_probability", 0.25},
       {"openai_deployments", {{"own", {{"model", "m"}, {"toolCallProbability", 0}}}, {"plain", {{"model", "m"}}}}}}));
  DeploymentView view(deployments);
  CHECK(view.find("own")->tool_call_probability == 0);
  CHECK(view.find("plain")->tool_call_probability == 0.25);
  CHECK(view.find("undefined")->tool_call_probability == 0.25);
  REQUIRE(deployments.patch({{"openai_deployments", {{"own", {{"tool_call_probability", nullptr}}}}}}).ok());
  CHECK(view.find("own")->tool_call_probability == 0.25);
  for (const json& bad : {json(1.5), json(-0.1), json("often")}) {
    CHECK(refusal({{"tool_call_probability", bad}}) == "tool_call_probability: expected a probability from 0 to 1");
  }
}

TEST_CASE("a content filter has words by category, and goes with null or without words") {
  const auto filtered = [](const json& filter, const Config& config = {}) {
    return patched({{"openai_deployments", {{"d", {{"model", "m"}, {"content_filter", filter}}}}}}, config);
  };
  const Config config = filtered({{"violence", {"Bomb"}}});
  CHECK(config.deployments.at("d").content_filter->harms_of("bomb").any());
  CHECK(filtered({{"hate", json::array()}}, config).deployments.at("d").content_filter == nullptr);
  CHECK(filtered(nullptr, config).deployments.at("d").content_filter == nullptr);
  const auto refused = [](const json& filter) {
    return refusal({{"openai_deployments", {{"d", {{"model", "m"}, {"contentFilter", filter}}}}}});
  };
  CHECK(refused({{"rudeness", {"x"}}}) ==
        "openai_deployments.d.contentFilter: 'rudeness' is unknown; allowed: hate, self_harm, sexual, violence");
  CHECK(refused({{"hate", {"two words"}}}).find("contentFilter.hate: expected single words") != std::string::npos);
  CHECK(refused({{"hate", "word"}}).find("expected a list of words") != std::string::npos);
  CHECK(refused({"word"}).find("expected an object") != std::string::npos);
  json many = json::array();
  for (int i = 0; i < 1001; ++i) many.push_back("w" + std::to_string(i));
  CHECK(refused({{"hate", many}}).find("at most 1000") != std::string::npos);
}

TEST_CASE("a deployment's profile is its own, a named one, the default one or that of the LATENCY variables") {
  const Config config = patched({{"latency_profiles", {{"slow", {{"itl_ms", 70}}}, {"default", {{"itl_ms", 30}}}}},
                                 {"openai_deployments",
                                  {{"named", {{"model", "m"}, {"latency", "slow"}}},
                                   {"own", {{"model", "m"}, {"latency", {{"ttft_ms", 9}}}}},
                                   {"plain", {{"model", "m"}}}}}});
  CHECK(config.profile_of(&config.deployments.at("named"), LatencyKind::chat_completions).itl.mean() == 70);
  CHECK(config.profile_of(&config.deployments.at("own"), LatencyKind::chat_completions).ttft->mean() == 9);
  CHECK(config.profile_of(&config.deployments.at("own"), LatencyKind::chat_completions).itl.mean() ==
        doctest::Approx(19).epsilon(0.001));
  CHECK(config.profile_of(&config.deployments.at("plain"), LatencyKind::chat_completions).itl.mean() == 30);
  const Config standard;
  CHECK(standard.profile_of(nullptr, LatencyKind::chat_completions).itl.mean() == doctest::Approx(19).epsilon(0.001));
  CHECK(standard.profile_of(nullptr, LatencyKind::completions).itl.mean() == doctest::Approx(15).epsilon(0.001));
  CHECK(standard.profile_of(nullptr, LatencyKind::embeddings).overhead.mean() == doctest::Approx(100).epsilon(0.01));
  CHECK(standard.profile_of(nullptr, LatencyKind::embeddings).itl.is_zero());
}

TEST_CASE("a change of configuration keeps what a limiter has counted") {
  const TimePoint now{1h};
  Deployments deployments(patched({{"openai_deployments", {{"d", {{"model", "m"}, {"tokens_per_minute", 100}}}}}}));
  DeploymentView view(deployments);
  CHECK(view.find("d")->limited);
  CHECK(view.find("d")->state->limiter.admit(LimitProfile::azure, cost_of(90), 0, now).admitted);
  REQUIRE(
      deployments.patch({{"openai_deployments", {{"d", {{"tokens_per_minute", 120}, {"requests_per_minute", 600}}}}}})
          .ok());
  CHECK_FALSE(view.find("d")->state->limiter.admit(LimitProfile::azure, cost_of(40), 0, now).admitted);
  CHECK(view.find("d")->state->limiter.admit(LimitProfile::azure, cost_of(30), 0, now).admitted);
  CHECK_FALSE(deployments.patch({{"openai_deployments", {{"d", {{"tokens_per_minute", "x"}}}}}}).ok());
  const auto both =
      deployments.patch({{"openai_deployments", {{"d", {{"tokens_per_minute", 130}, {"tokensPerMinute", 140}}}}}});
  REQUIRE_FALSE(both.ok());
  CHECK(both.error().message ==
        "openai_deployments.d: 'tokens_per_minute' and 'tokensPerMinute' are the same setting; give one of them");
  CHECK(view.config().deployments.at("d").limits.deployment.tokens_per_minute == 120);
}

TEST_CASE("undefined deployments are answered for, or not, and share a bounded number of states") {
  Deployments deployments(Config{});
  DeploymentView view(deployments);
  CHECK(view.find("gpt-35-turbo-x")->encoding == Encoding::cl100k_base);
  CHECK_FALSE(view.find("anything")->limited);
  CHECK(view.find("anything")->state == DeploymentView(deployments).find("anything")->state);
  CHECK(view.find(std::string(300, 'x')) == nullptr);
  for (int i = 0; i < 3000; ++i) REQUIRE(view.find("name-" + std::to_string(i)) != nullptr);
  CHECK(deployments.states().size() <= Deployments::kMaxStates + 1);
  CHECK(view.find("name-2999")->state->name == "(other)");
  REQUIRE(deployments.patch({{"allow_undefined_openai_deployments", false}}).ok());
  CHECK(view.find("anything") == nullptr);
}
