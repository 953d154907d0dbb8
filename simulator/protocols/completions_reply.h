// Writes legacy completions and their chunks.
//
// Thread safety: belongs to one reply.
#pragma once

#include "simulator/protocols/protocol.h"

namespace oaisim {

class CompletionsReplyEncoder final : public ReplyEncoder {
 public:
  CompletionsReplyEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation);

  void whole(std::string& out) override;
  void open_stream(std::string& events) override;
  void token(std::size_t choice, std::size_t index, std::string& events) override;
  void finish_choice(std::size_t choice, std::string& events) override;
  void close_stream(std::string& events) override;

 private:
  struct Logprobs;

  bool azure() const { return facts_.shape == ApiShape::azure; }
  std::string_view prompt_of(std::size_t choice) const;
  void append_head(std::string& out) const;
  void append_choice(std::size_t choice, std::string_view text, std::string_view finish, const Logprobs* logprobs,
                     std::string& out) const;
  void append_chunk(std::size_t choice, std::string_view text, std::string_view finish, const Logprobs* logprobs,
                    std::string& events) const;
  void append_usage(std::string& out) const;
  Logprobs logprobs_of_prompt(std::size_t choice) const;
  void add_logprob(std::size_t choice, std::size_t index, Logprobs& logprobs) const;

  ReplyFacts facts_;
  const Generation& generation_;
  std::vector<PromptInput> echoed_;  // by prompt; empty without echo
  std::size_t choices_per_prompt_;
  std::int64_t best_of_;
  bool include_usage_;
  std::optional<int> top_logprobs_;
  std::vector<std::size_t> written_;  // characters of each choice that were sent, for text_offset
};

}  // namespace oaisim
