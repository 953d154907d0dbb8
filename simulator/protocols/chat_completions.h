// POST …/chat/completions: decode a request, encode a reply or its stream.
//
//   whole    {"id","object":"chat.completion","created","model","choices":[…],"usage":{…},…}
//   stream   role chunk, one chunk per token, a finish_reason chunk per choice, usage chunk (when asked), [DONE]
//   Azure    adds prompt_filter_results and content_filter_results; its stream starts with a chunk of its own
//
// Thread safety: as that of a Protocol.
// Source: OpenAI API reference, "Chat"; Azure OpenAI REST reference, "Chat completions" and "Content filtering".
#pragma once

#include "simulator/protocols/completion_objects.h"
#include "simulator/protocols/file_objects.h"
#include "simulator/protocols/protocol.h"

namespace oaisim {

class ChatCompletions final : public Protocol {
 public:
  // Both outlive this; `store` keeps what is created with "store": true.
  ChatCompletions(CompletionStore& store, const FileObjects& files) : store_(store), files_(files) {}

  std::string_view operation() const override { return "ChatCompletions_Create"; }
  std::string_view id_prefix() const override { return "chatcmpl-"; }
  OperationKind kind() const override { return OperationKind::chat; }
  std::string_view prompt_param() const override { return "messages"; }
  std::optional<ApiError> decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const override;
  std::unique_ptr<ReplyEncoder> encoder(const DecodedRequest& request, ReplyFacts facts,
                                        const Generation& generation) const override;

 private:
  CompletionStore& store_;
  const FileObjects& files_;
};

}  // namespace oaisim
