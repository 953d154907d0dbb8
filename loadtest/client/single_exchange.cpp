#include "loadtest/client/single_exchange.h"

#include <exception>

#include "common/config/text_values.h"
#include "common/http/client_connection.h"

namespace oaisim::loadtest {
namespace {

class KeptReply final : public ResponseSink {
 public:
  explicit KeptReply(SingleReply& reply) : reply_(reply) {}

  void on_status(int status) override { reply_.status = status; }
  void on_field(std::string_view, std::string_view) override {}
  bool on_body(std::string_view piece, TimePoint) override {
    reply_.body.append(piece);
    return true;
  }

 private:
  SingleReply& reply_;
};

asio::awaitable<WireError> exchange(ClientConnection& connection, const ServerAddress& address,
                                    std::string_view request, SingleReply& reply, TimePoint deadline) {
  ConnectTimes opened;
  const WireError error = co_await connection.connect(address, deadline, opened);
  if (error != WireError::none) co_return error;
  KeptReply sink(reply);
  WireTimes times;
  co_return co_await connection.exchange(request, sink, times, {.first_byte = deadline, .whole = deadline});
}

std::string reason_of(WireError error, const ClientConnection& connection, Duration timeout) {
  if (error == WireError::timed_out) return "no answer within " + format_duration(timeout);
  std::string problem = connection.problem();
  if (!problem.empty()) return problem;
  return error == WireError::malformed ? "the reply is not HTTP/1.1" : "the connection was closed without a reply";
}

}  // namespace

Result<SingleReply> exchange_once(const ServerAddress& address, std::string_view request, const Clock& clock,
                                  Duration timeout) {
  asio::io_context io;
  ConnectionDeadlines deadlines(io, clock);
  ClientConnection connection(io, clock, deadlines, ResponseLimits{});
  SingleReply reply;
  WireError error = WireError::refused;
  asio::co_spawn(io, deadlines.run(), asio::detached);
  asio::co_spawn(io, exchange(connection, address, request, reply, clock.now() + timeout),
                 [&](const std::exception_ptr& problem, WireError found) {
                   if (!problem) error = found;
                   deadlines.stop();
                 });
  io.run();
  if (error != WireError::none) return Error{ErrorCode::io, reason_of(error, connection, timeout)};
  return reply;
}

}  // namespace oaisim::loadtest
