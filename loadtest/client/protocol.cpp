#include "loadtest/client/protocol.h"

#include <array>

#include "loadtest/client/chat_protocol.h"
#include "loadtest/client/completions_protocol.h"
#include "loadtest/client/embeddings_protocol.h"
#include "loadtest/client/http_protocol.h"
#include "loadtest/client/messages_protocol.h"
#include "loadtest/client/responses_protocol.h"

namespace oaisim::loadtest {

const Protocol& protocol_of(Api api) {
  static const ChatProtocol kChat;
  static const CompletionsProtocol kCompletions;
  static const EmbeddingsProtocol kEmbeddings;
  static const ResponsesProtocol kResponses;
  static const MessagesProtocol kMessages;
  static const HttpProtocol kHttp;
  static const std::array<const Protocol*, kApis.size()> kProtocols{&kChat,      &kCompletions, &kEmbeddings,
                                                                    &kResponses, &kMessages,    &kHttp};
  return *kProtocols[static_cast<std::size_t>(api)];
}

}  // namespace oaisim::loadtest
