#include "common/http/tls_session.h"

#include "tests/unit/common/http/tls_peer.h"

using namespace oaisim;
using testing::TlsPeer;

namespace {

std::shared_ptr<const TlsContext> context() {
  static const auto made = TlsContext::make({.self_signed = true}, "127.0.0.1", 1'800'000'000);
  REQUIRE(made);
  return *made;
}

// A session and its client, whose bytes go to and fro in pieces of `piece` bytes.
struct Pair {
  explicit Pair(int version = TLS1_3_VERSION, std::size_t piece_bytes = 1 << 20, const std::string& protocols = {})
      : piece(piece_bytes), client(version, protocols) {}

  void feed(std::string_view bytes) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
      server.feed(bytes.substr(0, piece), received);
    }
  }

  // Gives the client what the session makes of `plain`; how many times something was sent.
  int send(std::string_view plain) {
    int times = 0;
    while (!plain.empty() || server.has_answer()) {
      const std::string_view bytes = server.next_to_send(plain);
      if (bytes.empty()) break;
      largest_sent = std::max(largest_sent, bytes.size());
      client.receive(bytes);
      ++times;
    }
    return times;
  }

  bool shake_hands() {
    for (int flight = 0; flight < 4; ++flight) {
      const bool done = client.shake_hands();
      feed(client.take_output());
      if (done) break;
      send({});
    }
    client.read();  // tickets
    return SSL_is_init_finished(client.ssl()) == 1 && !server.is_handshaking() && !server.is_over();
  }

  std::string received_text() {
    const auto bytes = received.cdata();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
  }

  std::size_t piece;
  TlsPeer client;
  TlsSession server{*context()};
  beast::flat_buffer received;
  std::size_t largest_sent = 0;
};

std::string text_of(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 7 % 26);
  return text;
}

}  // namespace

TEST_CASE("plain bytes pass both ways in TLS 1.2 and 1.3, in whatever pieces they come") {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, std::size_t{1} << 20}) {
      CAPTURE(version);
      CAPTURE(piece);
      Pair pair(version, piece);
      REQUIRE(pair.server.is_untouched());
      REQUIRE(pair.shake_hands());
      const std::string request = text_of(100'000);
      pair.client.write(request);
      pair.feed(pair.client.take_output());
      CHECK(pair.received_text() == request);
      pair.send(request + "!");
      CHECK(pair.client.read() == request + "!");
    }
  }
}

TEST_CASE("a request that comes with the end of the handshake is not lost") {
  Pair pair;
  pair.client.shake_hands();
  pair.feed(pair.client.take_output());
  CHECK(pair.server.is_handshaking());
  pair.send({});
  REQUIRE(pair.client.shake_hands());
  pair.client.write("GET / HTTP/1.1");
  pair.feed(pair.client.take_output());
  CHECK_FALSE(pair.server.is_handshaking());
  CHECK(pair.received_text() == "GET / HTTP/1.1");
}

TEST_CASE("what is sent is one record for a small part, and never more than a record at a time") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  pair.send({});
  pair.largest_sent = 0;
  CHECK(pair.send("data: {}\n\n") == 1);
  CHECK(pair.largest_sent < 100);
  CHECK(pair.send(text_of(TlsSession::kRecordBytes * 3 + 1)) == 4);
  CHECK(pair.largest_sent < TlsSession::kRecordBytes + 100);
}

TEST_CASE("feeding adds at most a record more than it was given") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  pair.client.write(text_of(TlsSession::kRecordBytes));
  const std::string record = pair.client.take_output();
  pair.feed(std::string_view(record).substr(0, record.size() - 1));
  CHECK(pair.received.size() == 0);
  pair.feed(std::string_view(record).substr(record.size() - 1));
  CHECK(pair.received.size() == TlsSession::kRecordBytes);
}

TEST_CASE("the client's end is seen behind what it said, and the session can still answer") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  pair.client.write("bye");
  SSL_shutdown(pair.client.ssl());
  pair.feed(pair.client.take_output());
  CHECK(pair.received_text() == "bye");
  CHECK(pair.server.is_over());
  CHECK_FALSE(pair.server.has_failed());
  pair.feed("what comes after it is not looked at");
  CHECK_FALSE(pair.server.has_failed());
  pair.send("an answer");
  CHECK(pair.client.read() == "an answer");
  pair.server.close();
  pair.send({});
  pair.client.read();
  CHECK(pair.client.was_told_the_end());
}

TEST_CASE("close says close_notify once, and nothing before the handshake is complete") {
  Pair pair;
  pair.client.shake_hands();
  pair.feed(pair.client.take_output());
  pair.send({});
  pair.server.close();
  CHECK_FALSE(pair.server.has_answer());
  REQUIRE(pair.client.shake_hands());
  pair.feed(pair.client.take_output());
  pair.send({});
  pair.client.read();
  pair.server.close();
  CHECK(pair.server.has_answer());
  pair.send({});
  CHECK(pair.client.read().empty());
  CHECK(pair.client.was_told_the_end());
  pair.server.close();
  CHECK_FALSE(pair.server.has_answer());
}

TEST_CASE("a cut-off handshake or record is waited for, and is no end") {
  Pair pair;
  pair.client.shake_hands();
  const std::string hello = pair.client.take_output();
  pair.feed(std::string_view(hello).substr(0, hello.size() / 2));
  CHECK(pair.server.is_handshaking());
  CHECK_FALSE(pair.server.has_answer());
}

TEST_CASE("bytes that are no TLS fail without an answer; in the form of a record, with an alert") {
  for (const std::string& garbage : {std::string(100, '\x01'), std::string("\x16\x03\x01\0\x05hello", 10)}) {
    Pair pair;
    pair.feed(garbage);
    CHECK(pair.server.has_failed());
    CHECK(pair.server.is_over());
    std::string_view nothing;
    const std::string alert(pair.server.next_to_send(nothing));
    CHECK(alert.size() == (garbage[0] == SSL3_RT_HANDSHAKE ? 7 : 0));
    CHECK(alert.starts_with(alert.empty() ? "" : "\x15\x03"));
    pair.server.close();
    CHECK_FALSE(pair.server.has_answer());
    std::string_view reply = "a reply";
    CHECK(pair.server.next_to_send(reply).empty());
    CHECK(reply.empty());
    CHECK(ERR_peek_error() == 0);
  }
}

TEST_CASE("a record that was changed on its way fails") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  pair.client.write("GET / HTTP/1.1");
  std::string record = pair.client.take_output();
  record.back() = static_cast<char>(record.back() ^ 1);
  pair.feed(record);
  CHECK(pair.server.has_failed());
  CHECK(pair.server.has_answer());
  CHECK(pair.received.size() == 0);
}

TEST_CASE("versions before TLS 1.2 are refused") {
  Pair pair(TLS1_1_VERSION);
  CHECK_FALSE(pair.shake_hands());
  CHECK(pair.server.has_failed());
}

TEST_CASE("http/1.1 is chosen where it is offered; who offers only others is refused") {
  const auto chosen = [](TlsPeer& client) {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.ssl(), &name, &size);
    return std::string(reinterpret_cast<const char*>(name), size);
  };
  Pair both(TLS1_3_VERSION, 1 << 20, std::string("\x02h2\x08http/1.1"));
  CHECK(both.shake_hands());
  CHECK(chosen(both.client) == "http/1.1");
  Pair none;
  CHECK(none.shake_hands());
  CHECK(chosen(none.client).empty());
  Pair other(TLS1_3_VERSION, 1 << 20, std::string("\x02h2"));
  CHECK_FALSE(other.shake_hands());
  CHECK(other.server.has_failed());
}

TEST_CASE("renegotiation is refused, and a client that insists fails") {
  Pair pair(TLS1_2_VERSION);
  REQUIRE(pair.shake_hands());
  REQUIRE(SSL_renegotiate(pair.client.ssl()) == 1);
  pair.client.shake_hands();
  const std::string hello = pair.client.take_output();
  REQUIRE_FALSE(hello.empty());
  pair.feed(hello);
  CHECK_FALSE(pair.server.is_handshaking());
  CHECK(pair.server.has_answer());
  pair.send({});
  pair.client.shake_hands();
  CHECK(SSL_is_init_finished(pair.client.ssl()) == 0);
}

TEST_CASE("a key update is answered, and a flood of them fails") {
  Pair pair;
  REQUIRE(pair.shake_hands());
  pair.send({});
  const auto update_key = [&] {
    REQUIRE(SSL_key_update(pair.client.ssl(), SSL_KEY_UPDATE_REQUESTED) == 1);
    REQUIRE(SSL_do_handshake(pair.client.ssl()) == 1);
  };
  update_key();
  pair.client.write("one");
  pair.feed(pair.client.take_output());
  CHECK(pair.received_text() == "one");
  pair.send("two");
  CHECK(pair.client.read() == "two");
  CHECK_FALSE(pair.server.is_over());
  for (int i = 0; i < 5000; ++i) update_key();
  pair.client.write("three");
  pair.feed(pair.client.take_output());
  CHECK(pair.server.has_failed());
  CHECK(pair.received_text() == "one");
}
