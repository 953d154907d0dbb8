// What a protocol is: how one operation's requests are read and its replies written.  It knows nothing of
// HTTP, limits or time; the pipeline does the rest in the same way for all.
//
//   body ── decode ──► DecodedRequest ── (pipeline) ──► Generation ── ReplyEncoder ──► body or events
//
// Thread safety: a Protocol is stateless and used from any thread; an encoder belongs to one reply.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/units.h"
#include "simulator/generation/generation.h"
#include "simulator/protocols/api_error.h"
#include "simulator/protocols/shape.h"

namespace oaisim {

// How an operation was addressed.
struct CallAddress {
  ApiShape shape = ApiShape::openai;
  std::string_view deployment{};   // /openai/deployments/{deployment}/…; empty: the body's model
  std::string_view api_version{};  // Azure
};

struct DecodedRequest {
  std::string model;  // the deployment or model that was asked for
  bool stream = false;
  bool include_usage = false;
  std::int64_t n = 1;
  std::optional<TokenCount> max_tokens;
  std::string_view max_tokens_param;  // which parameter gave it
  std::vector<std::string> stop;
  std::optional<std::int64_t> seed;
  std::string user;
  std::string metadata;  // the JSON object as given; empty: none
  std::string_view service_tier = "default";

  // The prompt: texts that are tokenised, and what counts beside them.  The views point into the parser's
  // document and live until the handler first suspends.
  std::vector<std::string_view> prompt_texts;
  std::int64_t prompt_characters = 0;
  int messages = 0;
  int names = 0;
  TokenCount image_tokens = 0;
};

// What a reply says about itself, known before its text.
struct ReplyFacts {
  std::string id;
  std::int64_t created = 0;  // seconds since 1970
  std::string model;
  TokenCount prompt_tokens = 0;
  ApiShape shape = ApiShape::openai;
};

class ReplyEncoder {
 public:
  virtual ~ReplyEncoder() = default;

  // Appends the body of a whole reply.
  virtual void whole(const Generation& generation, std::string& out) = 0;

  // Append the server-sent events of a stream: first, for each token when it is due, last.
  virtual void open_stream(std::string& events) = 0;
  virtual void token(std::size_t choice, std::string_view text, std::string& events) = 0;
  virtual void finish_choice(std::size_t choice, FinishReason reason, std::string& events) = 0;
  virtual void close_stream(const Generation& generation, std::string& events) = 0;
};

class Protocol {
 public:
  virtual ~Protocol() = default;

  virtual std::string_view operation() const = 0;  // Azure's name of it, e.g. ChatCompletions_Create
  virtual std::string_view id_prefix() const = 0;  // e.g. chatcmpl-

  virtual std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const = 0;
  virtual std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts) const = 0;
};

}  // namespace oaisim
