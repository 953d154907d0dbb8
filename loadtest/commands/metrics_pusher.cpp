#include "loadtest/commands/metrics_pusher.h"

#include <algorithm>
#include <exception>
#include <span>
#include <utility>

#include "common/base/base64.h"
#include "common/config/text_values.h"
#include "common/text/utf8.h"
#include "loadtest/client/single_exchange.h"
#include "loadtest/report/prometheus.h"

namespace oaisim::loadtest {
namespace {

constexpr std::size_t kShownOfReply = 120;

std::string basic(const std::string& credentials) {
  std::string text = "Basic ";
  append_base64(std::as_bytes(std::span(credentials)), text);
  return text;
}

std::string put_request(const PushGateway& gateway, const std::string& page) {
  std::string request = "PUT " + gateway.path_and_query + " HTTP/1.1\r\nHost: " + gateway.url.authority() + "\r\n";
  if (!gateway.credentials.empty()) request += "Authorization: " + basic(gateway.credentials) + "\r\n";
  return request + "Content-Type: " + kPrometheusType + "\r\nContent-Length: " + std::to_string(page.size()) +
         "\r\nConnection: close\r\n\r\n" + page;
}

// The first line of what the gateway said.
std::string first_line(const std::string& body) {
  std::string line = repair_utf8(body.substr(0, std::min(body.find_first_of("\r\n"), kShownOfReply)));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

}  // namespace

MetricsPusher::MetricsPusher(PushGateway gateway, TlsClientSettings tls, std::string page)
    : gateway_(std::move(gateway)), tls_(std::move(tls)), page_(std::move(page)), thread_([this] { run(); }) {}

MetricsPusher::~MetricsPusher() { conclude(); }

void MetricsPusher::give(std::string page) {
  const std::lock_guard lock(mutex_);
  page_ = std::move(page);
}

void MetricsPusher::finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  wake_.notify_one();
}

std::string MetricsPusher::conclude() {
  finish();
  if (thread_.joinable()) thread_.join();
  if (outcomes_.failed == 0) return {};
  return "--prometheus-push: " + std::to_string(outcomes_.failed) + " of " + std::to_string(outcomes_.pushes) +
         " pushes to " + gateway_.url.origin() + " failed, " +
         (outcomes_.last_failed ? "the last one too, so the end of the run is not there: "
                                : "but not the last one; the last that did: ") +
         outcomes_.problem;
}

std::string MetricsPusher::take_warning() {
  const std::lock_guard lock(mutex_);
  if (warned_ || outcomes_.failed == 0) return {};
  warned_ = true;
  return "--prometheus-push: a push to " + gateway_.url.origin() + " failed: " + outcomes_.problem +
         "; the run goes on, and so do the pushes, every " + format_duration(gateway_.interval);
}

void MetricsPusher::run() {
  std::unique_lock lock(mutex_);
  push_page(lock);
  for (bool last = false; !last;) {
    last = wake_.wait_for(lock, gateway_.interval, [this] { return finished_; });
    push_page(lock);
  }
}

void MetricsPusher::push_page(std::unique_lock<std::mutex>& lock) {
  const std::string page = page_;
  lock.unlock();
  std::string problem = push(page);
  lock.lock();
  ++outcomes_.pushes;
  outcomes_.last_failed = !problem.empty();
  if (problem.empty()) return;
  ++outcomes_.failed;
  outcomes_.problem = std::move(problem);
}

std::string MetricsPusher::push(const std::string& page) try {
  if (!address_) {
    auto found = find_server(gateway_.url, tls_);
    if (!found) return found.error().message;
    address_ = std::move(*found);
  }
  const auto reply = exchange_once(*address_, put_request(gateway_, page), clock_, kTimeout);
  if (!reply) {
    address_.reset();  // it may have moved
    return reply.error().message;
  }
  // The Pushgateway says 200, and 202 before its version 1.0.
  if (reply->status >= 200 && reply->status < 300) return {};
  return problem_of(reply->status, reply->body);
} catch (const std::exception& problem) {
  return problem.what();  // such as no file that could be opened, which is no reason to end the run
}

std::string MetricsPusher::problem_of(int status, const std::string& body) const {
  std::string problem = "status " + std::to_string(status);
  const bool has_credentials = !gateway_.credentials.empty();
  if (status == 401 || status == 403) {
    return problem + (has_credentials ? "; are the user and the password right?"
                                      : "; does it want a user and a password, as in https://user:password@host?");
  }
  if (status == 404 || status == 405) return problem + "; is it the address of a Pushgateway?";
  // What it says may repeat what it was sent.
  if (has_credentials || !gateway_.url.query.empty()) return problem;
  const std::string said = first_line(body);
  return said.empty() ? problem : problem + ": '" + said + "'";
}

}  // namespace oaisim::loadtest
