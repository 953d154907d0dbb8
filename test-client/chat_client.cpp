#include "test-client/chat_client.h"

#include <httplib.h>

#include <nlohmann/json.hpp>

#include "common/http/sse_parser.h"
#include "test-client/failures.h"

namespace oaisim::chat {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxErrorBytes = 1 << 20;

httplib::Headers request_headers(const Target& target) {
  if (target.is_azure) return {{"api-key", target.key}};
  return {{"Authorization", "Bearer " + target.key}};
}

void set_deadlines(httplib::Client& client, Duration timeout) {
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
}

std::optional<Usage> read_usage(const json& document) {
  const auto usage = document.find("usage");
  if (usage == document.end() || !usage->is_object()) return {};
  return Usage{usage->value("prompt_tokens", TokenCount{}), usage->value("completion_tokens", TokenCount{}),
               usage->value("total_tokens", TokenCount{})};
}

// The text of the first choice; `part` is "message" in a whole answer and "delta" in an event of a stream.
std::string first_text(const json& document, const char* part) {
  const auto& choice = document.at("choices").at(0).at(part);
  const auto content = choice.find("content");
  return content != choice.end() && content->is_string() ? content->get<std::string>() : std::string();
}

// What has arrived of a streamed answer.
class StreamedAnswer {
 public:
  StreamedAnswer(const Target& target, const std::function<void(std::string_view)>& on_text)
      : target_(target), on_text_(on_text) {}

  // Whether to go on after these bytes.
  bool feed(std::string_view bytes) {
    const bool is_readable = parser_.feed(bytes, [this](const SseEvent& event) {
      if (!failure_) take(event.data);
    });
    if (!is_readable) fail("the stream contains a line that is too long");
    return !failure_;
  }

  // REQUIRES: the stream has ended.
  Result<Answer> finish() && {
    if (failure_) return *failure_;
    if (!is_done_) return Error{ErrorCode::io, "the stream broke off: it ended before its [DONE] event"};
    return std::move(answer_);
  }

  bool has_failed() const { return failure_.has_value(); }

 private:
  void take(std::string_view data) {
    if (data == "[DONE]") {
      is_done_ = true;
      return;
    }
    try {
      const auto event = json::parse(data);
      if (event.contains("error")) return fail("the server broke the stream off: " + event["error"].dump());
      if (auto usage = read_usage(event)) answer_.usage = usage;
      if (!event.at("choices").empty()) {
        const auto text = first_text(event, "delta");
        answer_.text += text;
        on_text_(text);
      }
    } catch (const json::exception&) {
      fail("the stream contains something that is not a chat completion event: " + std::string(data.substr(0, 200)));
    }
  }

  void fail(const std::string& what) { failure_ = answer_failure(target_, what); }

  const Target& target_;
  const std::function<void(std::string_view)>& on_text_;
  SseParser parser_;
  Answer answer_;
  std::optional<Error> failure_;
  bool is_done_ = false;
};

}  // namespace

std::string ChatClient::request_body(const std::vector<Message>& messages, bool streamed) const {
  json body = {{"messages", json::array()}};
  for (const auto& message : messages) {
    body["messages"].push_back({{"role", message.role}, {"content", message.content}});
  }
  if (!target_.model.empty()) body["model"] = target_.model;
  if (max_tokens_) body["max_tokens"] = *max_tokens_;
  if (streamed) {
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
  }
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Answer> ChatClient::ask(const std::vector<Message>& messages) {
  httplib::Client client(target_.base_url);
  set_deadlines(client, target_.timeout);
  const auto reply =
      client.Post(target_.path, request_headers(target_), request_body(messages, false), "application/json");
  if (!reply) return connection_failure(target_, reply.error());
  if (reply->status != 200) return status_failure(target_, *reply, reply->body);
  try {
    const auto document = json::parse(reply->body);
    return Answer{first_text(document, "message"), read_usage(document)};
  } catch (const json::exception&) {
    return answer_failure(target_, "the answer is not a chat completion: " + reply->body.substr(0, 200));
  }
}

Result<Answer> ChatClient::ask_streamed(const std::vector<Message>& messages,
                                        const std::function<void(std::string_view)>& on_text) {
  StreamedAnswer answer(target_, on_text);
  httplib::Response head;
  std::string error_body;

  httplib::Request request;
  request.method = "POST";
  request.path = target_.path;
  request.headers = request_headers(target_);
  request.set_header("Content-Type", "application/json");
  request.body = request_body(messages, true);
  request.response_handler = [&](const httplib::Response& response) {
    head = response;
    return true;
  };
  request.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t, std::uint64_t) {
    if (head.status == 200) return answer.feed({bytes, size});
    error_body.append(bytes, size);
    return error_body.size() < kMaxErrorBytes;
  };

  httplib::Client client(target_.base_url);
  set_deadlines(client, target_.timeout);
  const auto reply = client.send(request);
  if (answer.has_failed()) return std::move(answer).finish();
  if (!reply) {
    if (head.status != 200) return connection_failure(target_, reply.error());
    return Error{ErrorCode::io, "the stream broke off: " + connection_failure(target_, httplib::Error::Read).message};
  }
  if (reply->status != 200) return status_failure(target_, *reply, error_body);
  return std::move(answer).finish();
}

}  // namespace oaisim::chat
