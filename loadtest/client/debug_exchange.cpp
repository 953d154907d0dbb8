#include "loadtest/client/debug_exchange.h"

#include <exception>

#include "common/text/number_text.h"
#include "loadtest/client/conversation.h"
#include "loadtest/client/error_text.h"
#include "loadtest/client/reply_reader.h"

namespace oaisim::loadtest {
namespace {

std::string milliseconds(Duration duration) { return decimals(to_seconds(duration) * 1e3, 1) + " ms"; }

// Shows what it is given and hands it on.
class ShownReply final : public ResponseSink {
 public:
  ShownReply(ReplyReader& reader, const RequestPlan& plan, const Target& target, std::ostream& out)
      : reader_(reader), is_stream_(plan.stream), target_(target), out_(out) {}

  void begin(TimePoint sent) { sent_ = sent; }

  void on_status(int status) override {
    reader_.on_status(status);
    out_ << "< HTTP " << status << '\n';
  }
  void on_field(std::string_view name, std::string_view value) override {
    reader_.on_field(name, value);
    out_ << "< " << name << ": " << without_secrets(std::string(value), target_) << '\n';
  }
  bool on_body(std::string_view piece, TimePoint received) override {
    if (!in_body_) out_ << "<\n";
    in_body_ = true;
    if (is_stream_) out_ << "< -- after " << milliseconds(received - sent_) << '\n';
    out_ << without_secrets(std::string(piece), target_);
    ends_line_ = piece.ends_with('\n');
    return reader_.on_body(piece, received);
  }

  void finish() {
    if (!ends_line_) out_ << '\n';
  }

 private:
  ReplyReader& reader_;
  bool is_stream_;
  const Target& target_;
  std::ostream& out_;
  TimePoint sent_{};
  bool in_body_ = false;
  bool ends_line_ = true;
};

// `METHOD PATH HTTP/1.1`; a secret of the path is hidden however short it is.
std::string shown_request_line(std::string_view line, const Target& target) {
  const auto path = line.find(' ') + 1;
  return std::string(line.substr(0, path)) + redacted_path(target.path_and_query) +
         std::string(line.substr(path + target.path_and_query.size()));
}

// Each line of the head with a mark, its secrets hidden, and the body as it is.
void show_request(std::string_view request, const Target& target, std::ostream& out) {
  const auto end = request.find("\r\n\r\n");
  std::string_view head = request.substr(0, end + 2);
  const auto request_line = head.substr(0, head.find("\r\n"));
  out << "> " << shown_request_line(request_line, target) << '\n';
  head.remove_prefix(request_line.size() + 2);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    const auto colon = line.find(':');
    const bool hidden = colon != std::string_view::npos && is_secret_header(line.substr(0, colon));
    out << "> " << (hidden ? std::string(line.substr(0, colon)) + ": ***" : without_secrets(std::string(line), target))
        << '\n';
    head.remove_prefix(line.size() + 2);
  }
  const std::string_view body = request.substr(end + 4);
  out << ">\n" << without_secrets(std::string(body), target) << (body.empty() ? "" : "\n");
}

void show_verdict(const RequestRecord& record, std::ostream& out) {
  out << "= " << name_of(record.outcome) << " after " << milliseconds(record.closed - record.sent);
  if (record.first_token != kNever) out << ", first token after " << milliseconds(record.first_token - record.sent);
  if (record.connected != kNever) out << ", connected in " << milliseconds(record.connected - record.connecting);
  if (record.secured != kNever) out << " and TLS in " << milliseconds(record.secured - record.connected);
  out << "; tokens: " << record.prompt_tokens << " in, " << record.completion_tokens << " out";
  if (record.cached_tokens > 0) out << ", " << record.cached_tokens << " cached";
  if (record.reasoning_tokens > 0) out << ", " << record.reasoning_tokens << " reasoning";
  if (record.content_events > 0) out << ", in " << record.content_events << " events";
  out << '\n';
}

class Exchange {
 public:
  Exchange(asio::io_context& io, const RequestSource& requests, const ServerAddress& address, const Clock& clock,
           std::ostream& out)
      : plan_(requests.plan()),
        address_(address),
        clock_(clock),
        out_(out),
        deadlines_(io, clock),
        connection_(io, clock, deadlines_, ResponseLimits{}),
        reader_(requests.protocol(), json_),
        shown_(reader_, plan_.request, plan_.target, out) {}

  ConnectionDeadlines& deadlines() { return deadlines_; }

  asio::awaitable<void> run(std::string_view request) {
    record_.connecting = clock_.now();
    ConnectTimes opened;
    error_ = co_await connection_.connect(address_, record_.connecting + plan_.timeouts.connect, opened);
    record_.connected = opened.connected;
    record_.secured = opened.secured;
    record_.outcome = Outcome::connect;
    if (error_ == WireError::none) co_await exchange(request);
    deadlines_.stop();
  }

  bool show_outcome() {
    if (record_.outcome == Outcome::success) return show_verdict(record_, out_), true;
    const ErrorSource source{
        .record = record_, .error = error_, .target = plan_.target, .timeouts = plan_.timeouts, .is_shown = true};
    out_ << "= failed, " << name_of(record_.outcome) << ": " << describe_error(source, connection_, reader_) << '\n';
    return false;
  }

 private:
  asio::awaitable<void> exchange(std::string_view request) {
    const TimePoint now = clock_.now();
    reader_.start(plan_.request.stream, false);
    shown_.begin(now);
    WireTimes times;
    error_ = co_await connection_.exchange(
        request, shown_, times, {.first_byte = now + plan_.timeouts.first_byte, .whole = now + plan_.timeouts.whole});
    shown_.finish();
    if (times.last_byte == TimePoint{}) times.last_byte = clock_.now();
    reader_.finish(error_, times, record_);
  }

  const RunPlan& plan_;
  const ServerAddress& address_;
  const Clock& clock_;
  std::ostream& out_;
  ConnectionDeadlines deadlines_;
  ClientConnection connection_;
  ReplyJson json_;
  ReplyReader reader_;
  ShownReply shown_;
  RequestRecord record_;
  WireError error_ = WireError::none;
};

}  // namespace

Result<bool> show_exchange(const RequestSource& requests, const Clock& clock, std::ostream& out) {
  const Target& target = requests.plan().target;
  const auto address = find_server(target.url, target.tls);
  if (!address) return address.error();
  Conversation conversation(requests);
  conversation.begin(0);
  const std::string_view request = conversation.next();
  out << "* " << target.url.origin() << " is " << address->endpoint << (address->tls == nullptr ? "" : ", over TLS")
      << '\n';
  show_request(request, target, out);
  asio::io_context io;
  Exchange exchange(io, requests, *address, clock, out);
  const auto rethrow = [](const std::exception_ptr& problem) {
    if (problem) std::rethrow_exception(problem);
  };
  asio::co_spawn(io, exchange.deadlines().run(), rethrow);
  asio::co_spawn(io, exchange.run(request), rethrow);
  io.run();
  return exchange.show_outcome();
}

}  // namespace oaisim::loadtest
