// What a protocol is: how one operation's requests are read and its replies written.  It knows nothing of
// HTTP, limits or time; the pipeline does the rest in the same way for all.
//
//   body ── decode ──► DecodedRequest ── (pipeline) ──► Generation ── ReplyEncoder ──► body or events
//
// Thread safety: a Protocol is stateless and used from any thread; an encoder belongs to one reply.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/units.h"
#include "common/http/multipart.h"
#include "simulator/generation/generation.h"
#include "simulator/protocols/api_error.h"
#include "simulator/protocols/claude_options.h"
#include "simulator/protocols/image_tokens.h"
#include "simulator/protocols/media_requests.h"
#include "simulator/protocols/shape.h"
#include "simulator/protocols/tool_set.h"

namespace oaisim {

// How an operation was addressed.
struct CallAddress {
  ApiShape shape = ApiShape::openai;
  std::string_view deployment{};   // /openai/deployments/{deployment}/…; empty: the body's model
  std::string_view api_version{};  // Azure's, or that of the header anthropic-version
};

// A prompt of the completions API or an input to embed: text, or tokens of the model's encoding.
struct PromptInput {
  std::string text;
  std::vector<TokenId> tokens;  // when these are given, `text` is what they stand for once the model is known
};

// How freely the model decides whether it calls a tool.
enum class ToolUse { none, automatic, required, named };

// Audio or a file of a prompt; see attachments.h.
struct Attachment {
  enum class Kind { wav, mp3, file };

  Kind kind = Kind::file;
  std::string_view data;  // base64, of a file perhaps as a data URL
  std::string param;      // of a file its parameter, of audio the part that has it
};

struct ResponsesCall;  // of the Responses API; see response_record.h

struct DecodedRequest {
  std::string model;  // the deployment or model that was asked for
  bool stream = false;
  bool include_usage = false;
  std::int64_t n = 1;
  std::optional<TokenCount> max_tokens;
  std::string_view max_tokens_param;  // which parameter gave it
  bool max_tokens_bounds = false;     // and replies may well be shorter
  bool max_tokens_reserved = true;    // there must be room for so many after the prompt
  std::vector<std::string> stop;
  std::optional<std::int64_t> seed;
  std::string user;
  std::string metadata;  // the JSON object as given; empty: none
  std::string_view service_tier = "default";

  // The prompt: texts that are tokenised, and what counts beside them.  The views point into the parser's document and
  // live until the handler first suspends, unless own_texts() was called.
  std::vector<std::string_view> prompt_texts;
  std::vector<std::string_view> roles;  // of the messages, which count too; views of constants
  std::int64_t prompt_characters = 0;
  int messages = 0;
  int names = 0;
  std::vector<ImageInput> images;
  std::vector<Attachment> attachments;  // that are still to be looked into; views like those of prompt_texts
  std::int64_t pages = 0;               // of PDFs
  std::vector<std::string> file_ids;    // of files that were uploaded
  TokenCount audio_tokens = 0;          // of audio that was sent
  TokenCount other_tokens = 0;          // of what is none of these
  std::list<std::string> made_texts;    // texts that had to be made, for prompt_texts to view

  // What is to be answered with, of chats.
  TokenCount tool_tokens = 0;                      // that their definitions add to the prompt
  std::shared_ptr<ToolSet> tools;                  // null: none were given
  std::optional<std::vector<Tool>> allowed_tools;  // those of them that may be called; absent: all
  ToolUse tool_use = ToolUse::automatic;
  bool is_turn_of_user = false;         // the last message is not the answer of a tool or of the model
  bool legacy_functions = false;        // tools were given as the deprecated `functions`
  std::optional<JsonSchema> text_form;  // the text is JSON of this form
  std::optional<TokenText> prediction;  // of the text; its tokens are known once the prompt was counted
  std::optional<SpeechPlan> spoken;     // the text is spoken too, in this format and voice
  std::optional<std::string_view> reasoning_effort;
  std::optional<bool> thinks;                // before it answers; absent: as the model does
  std::optional<TokenCount> usual_thoughts;  // that are as many as this on average, if not fewer
  bool show_reasoning = false;
  ClaudeOptions claude;
  std::vector<std::string_view> sampling;  // parameters that were given and that models that reason do not take

  // Of completions and embeddings, in place of messages.
  std::vector<PromptInput> inputs;
  bool echo = false;                       // the prompt is repeated before its completion
  std::int64_t best_of = 1;                // completions of which n are returned
  std::optional<int> top_logprobs;         // alternatives to report beside each token; absent: no logprobs
  std::optional<std::int64_t> dimensions;  // of an embedding
  bool base64 = false;                     // embeddings as base64 of little-endian floats

  // Of chats that are stored: the members of each message, without braces.
  bool store = false;
  std::vector<std::string> stored_messages;

  // Of responses.
  std::shared_ptr<const ResponsesCall> responses;
  bool has_instructions = false;      // the first text of the prompt, which the next turn does not have
  TokenCount instruction_tokens = 0;  // of them
  TokenCount earlier_tokens = 0;      // of the turns before, which the service remembers
  bool background = false;            // the reply is asked for later
  bool truncates = false;             // what is too long for the model is cut instead of refused

  // Of audio, images and moderations; their prompt is among the inputs.
  bool is_form = false;
  std::vector<FormPart> files;  // of the form: views into the body, until forget_texts()
  std::optional<TranscriptionRequest> transcription;
  std::optional<SpeechRequest> speech;
  std::optional<ImageRequest> image;
  std::optional<ModerationRequest> moderation;
  double latency_units = 0;                   // what the operation's latency is a multiple of
  TokenCount media_tokens = 0;                // of the prompt, beside its text
  std::optional<TokenCount> expected_tokens;  // of a text whose length follows from what was sent

  // Adds a text of the prompt, which must live as long as the views above.
  void add_text(std::string_view text);

  std::size_t prompt_bytes() const;
  std::size_t attached_bytes() const;
  void own_texts();     // copies what prompt_texts and attachments point to, the first time
  void forget_texts();  // the prompt's texts are not needed any more

  // Texts that are generated.
  std::size_t choices() const { return static_cast<std::size_t>(n) * std::max<std::size_t>(inputs.size(), 1); }

 private:
  std::string owned_texts_;
  bool owns_texts_ = false;
};

// When a reply in the background is made, and of a stream when each of its events is due, in their order.
struct Timeline {
  struct Event {
    TimePoint due{};
    std::string text;
  };

  TimePoint due{};      // the whole reply
  Duration duration{};  // until then, from when the reply began
  std::vector<Event> events;

  // May be cancelled by anyone, while others look.  False: it was before.
  bool cancel() const { return !cancelled_.exchange(true); }
  bool is_cancelled() const { return cancelled_; }

 private:
  mutable std::atomic<bool> cancelled_{false};
};

// What a reply says about itself, known before its text.
struct ReplyFacts {
  std::string id;
  std::int64_t created = 0;  // seconds since 1970
  std::string model;
  TokenCount prompt_tokens = 0;
  ApiShape shape = ApiShape::openai;
  std::string base_url = {};  // of this server as the caller named it, e.g. http://localhost:8000; of images only
  std::shared_ptr<const Timeline> timeline = {};  // of a reply in the background
};

// Writes one reply.
class ReplyEncoder {
 public:
  virtual ~ReplyEncoder() = default;

  // Appends the body of a whole reply.
  virtual void whole(std::string& out) = 0;
  virtual std::string_view content_type() const { return "application/json"; }  // of a whole reply

  // Append the server-sent events of a stream: first, for a choice's token when it is due (perhaps none), when a choice
  // has ended, last.  Only of operations whose requests may ask for a stream.  Pieces of what is no text are tokens of
  // choice 0.
  virtual void open_stream(std::string& /*events*/) {}
  virtual bool opens_at_once() const { return false; }  // before the first token is due
  virtual void token(std::size_t /*choice*/, std::size_t /*index*/, std::string& /*events*/) {}
  virtual void finish_choice(std::size_t /*choice*/, std::string& /*events*/) {}
  virtual void close_stream(std::string& /*events*/) {}

  // Keeps the reply for requests that ask for it later, of operations that have such; after whole() or close_stream().
  virtual void keep() {}
};

// `count` is that of a chat's tokens, with no answer.
enum class OperationKind { chat, completion, embedding, response, transcription, speech, image, moderation, count };

class Protocol {
 public:
  virtual ~Protocol() = default;

  virtual std::string_view operation() const = 0;   // Azure's name of it, e.g. ChatCompletions_Create
  virtual std::string_view id_prefix() const = 0;   // e.g. chatcmpl-
  virtual int id_characters() const { return 29; }  // that follow it
  virtual OperationKind kind() const = 0;
  virtual std::string_view prompt_param() const = 0;  // the parameter that holds the prompt

  // The shape of a multipart body, which decode() gets as the document that says the same; null: only JSON is read.
  virtual const Shape* form() const { return nullptr; }
  virtual bool reads_json() const { return true; }

  virtual std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const = 0;
  // Checks what depends on the model, which is known now, and decides what the request has left to it.
  virtual std::optional<ApiError> settle(std::string_view /*model*/, DecodedRequest& /*request*/) const {
    return std::nullopt;
  }
  // REQUIRES: the generation outlives the encoder.
  virtual std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                                const Generation& generation) const = 0;
};

}  // namespace oaisim
