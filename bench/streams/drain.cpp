#include "bench/streams/drain.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "common/base/random.h"

namespace oaisim::bench {
namespace {

constexpr std::size_t kReceiveBytes = 256 * 1024;
constexpr std::int64_t kEventsBeforeTokens = 1;  // the role
constexpr std::int64_t kEventsAfterTokens = 2;   // the finish reason and [DONE]

Error failure(const std::string& what) { return {ErrorCode::io, what + ": " + std::strerror(errno)}; }

}  // namespace

Drain::Drain(const Clock& clock, DrainPlan plan) : clock_(clock), plan_(std::move(plan)), bytes_(kReceiveBytes, '\0') {}

Drain::~Drain() {
  for (const auto& stream : streams_) {
    if (stream.socket >= 0) ::close(stream.socket);
  }
  if (epoll_ >= 0) ::close(epoll_);
}

Status Drain::connect() {
  epoll_ = ::epoll_create1(0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(plan_.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  streams_.resize(static_cast<std::size_t>(plan_.connections));
  for (auto& stream : streams_) {
    stream.socket = ::socket(AF_INET, SOCK_STREAM, 0);
    if (stream.socket < 0) return failure("socket");
    if (::connect(stream.socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      return failure("connect to port " + std::to_string(plan_.port));
    }
    ::setsockopt(stream.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &stream;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, stream.socket, &event) != 0) return failure("epoll_ctl");
  }
  open_ = plan_.connections;
  return success();
}

std::string Drain::request() const {
  const std::string body = R"({"model":")" + plan_.model +
                           R"(","stream":true,"messages":[{"role":"user","content":"Tell me a long story."}]})";
  std::string text = "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n";
  text += "authorization: Bearer " + plan_.key + "\r\n";
  text += "x-sim-output-tokens: " + std::to_string(plan_.tokens) + "\r\n";
  if (plan_.ttft_ms) text += "x-sim-ttft-ms: " + std::to_string(*plan_.ttft_ms) + "\r\n";
  if (plan_.itl_ms) text += "x-sim-itl-ms: " + std::to_string(*plan_.itl_ms) + "\r\n";
  return text + "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

DrainResult Drain::run() {
  Random random(1);
  began_ = clock_.real_now();
  std::vector<Duration> delays;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    delays.push_back(from_seconds(random.uniform() * to_seconds(plan_.spread)));
  }
  std::sort(delays.begin(), delays.end());
  for (std::size_t i = 0; i < streams_.size(); ++i) streams_[i].start = began_ + delays[i];

  std::array<epoll_event, 512> ready;
  while (open_ > 0) {
    const TimePoint now = clock_.real_now();
    if (now - began_ > plan_.timeout) break;
    send_due(now);
    // Requests begin at their moment; after that it sleeps until something comes, as clients do.
    const int wait_ms = next_ < streams_.size() ? 0 : 100;
    const int count = ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), wait_ms);
    for (int i = 0; i < count; ++i) receive(*static_cast<Stream*>(ready[static_cast<std::size_t>(i)].data.ptr));
  }
  result_.broken += open_;
  result_.seconds = to_seconds(clock_.real_now() - began_);
  return std::move(result_);
}

void Drain::send_due(TimePoint now) {
  if (next_ == streams_.size()) return;
  const std::string text = request();
  for (; next_ < streams_.size() && streams_[next_].start <= now; ++next_) {
    Stream& stream = streams_[next_];
    stream.sent = clock_.real_now();
    if (::send(stream.socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
      finish(stream, result_.broken);
    }
  }
}

void Drain::receive(Stream& stream) {
  const ssize_t size = ::recv(stream.socket, bytes_.data(), bytes_.size(), MSG_DONTWAIT);
  const TimePoint now = clock_.real_now();
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return finish(stream, result_.broken);
  const std::string_view bytes(bytes_.data(), static_cast<std::size_t>(size));
  ++result_.receives;
  result_.bytes += size;
  if (plan_.keep_first_reply && &stream == &streams_.front()) result_.first_reply += bytes;
  const std::int64_t before = stream.reader.events();
  result_.events += stream.reader.consume(bytes);
  if (stream.reader.refused()) return finish(stream, result_.refused);
  if (plan_.itl_ms) note_lateness(stream, before, now);
  if (!stream.reader.ended()) return;
  const bool complete = stream.reader.events() == kEventsBeforeTokens + plan_.tokens + kEventsAfterTokens;
  finish(stream, complete ? result_.ended : result_.broken);
}

void Drain::note_lateness(Stream& stream, std::int64_t events_before, TimePoint now) {
  const std::int64_t last = std::min(stream.reader.events(), kEventsBeforeTokens + plan_.tokens);
  for (std::int64_t event = std::max(events_before, kEventsBeforeTokens); event < last; ++event) {
    const auto step = static_cast<double>(event - kEventsBeforeTokens);
    const TimePoint due = stream.sent + from_milliseconds(plan_.ttft_ms.value_or(*plan_.itl_ms) + step * *plan_.itl_ms);
    result_.lateness.add(now - began_, now - due);
  }
}

void Drain::finish(Stream& stream, std::int64_t& count) {
  if (stream.socket < 0) return;
  ::close(stream.socket);  // which also takes it out of the epoll set
  stream.socket = -1;
  ++count;
  --open_;
}

}  // namespace oaisim::bench
