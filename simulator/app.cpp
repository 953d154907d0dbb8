#include "simulator/app.h"

#include <fstream>

#include "common/base/log.h"
#include "common/base/version.h"
#include "simulator/admin/config_routes.h"
#include "simulator/protocols/model_list.h"
#include "simulator/reply_headers.h"
#include "simulator/reply_reservation.h"
#include "simulator/timeline_events.h"

namespace oaisim {
namespace {

// Where operations are.
const std::string kOpenAi = "/v1/";
const std::string kAzure = "/openai/v1/";
const std::string kAzureVersioned = "/openai/";  // with ?api-version=…

// A key of one's own is made, and shown once, when none is configured.
std::vector<std::string> keys_of(const Settings& settings) {
  std::vector<std::string> keys;
  for (const auto& key : settings.api_keys) {
    if (key.find_first_not_of(" \t") != std::string::npos) keys.push_back(key);
  }
  if (!keys.empty()) return keys;
  const std::string key = random_secret(30);
  spdlog::warn("SIMULATOR_API_KEY is not set; clients must send this key: {}", key);
  return {key};
}

// A refusal that no pipeline made; it has an id all the same where the API gives one.
HttpReply reply_of(const ApiError& error, ApiShape shape) {
  HttpReply reply{.status = error.status, .headers = {}, .body = {}};
  const std::string id = shape == ApiShape::anthropic ? "req_" + random_secret(24) : "";
  if (!id.empty()) reply.headers = "request-id: " + id + "\r\n";
  reply.body = error_body(error, shape, id);
  return reply;
}

HttpReply refusal(int status, std::string_view target, std::string_view reason) {
  return reply_of(unreadable_request(status, reason), shape_of_path(target));
}

// Which API was called: clients of Anthropic's say so by a header, also where its addresses are those of OpenAI's.
ApiShape shape_of(const HttpRequest& request) {
  const ApiShape shape = shape_of_path(request.path());
  return shape == ApiShape::openai && !request.header("anthropic-version").empty() ? ApiShape::anthropic : shape;
}

// A file that others wait for: its content is there when the call returns.
Status write_file(const char* option, const std::string& path, const std::string& text) {
  if (path.empty()) return success();
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) return Error{ErrorCode::io, std::string(option) + ": cannot write '" + path + "'"};
  return success();
}

}  // namespace

App::App(Settings settings)
    : settings_(std::move(settings)),
      clock_(settings_.time_scale),
      deployments_(settings_.config),
      keys_(keys_of(settings_)),
      stored_(settings_.max_stored_bytes, clock_),
      server_(
          settings_.http, clock_, [this](HttpConnection& connection) { return dispatch(connection); }, refusal) {
  add_routes();
}

Status App::listen() {
  if (auto status = server_.listen(); !status) return status;
  metrics_ = std::make_unique<Metrics>(server_.threads() + 1);  // the last is of batches
  const std::uint64_t seed = settings_.seed_given ? settings_.seed : random_seed();
  context_.reset(
      new PipelineContext{clock_, deployments_, *metrics_, generator_, keys_, seed, settings_.http.max_buffered_bytes});
  for (std::size_t i = 0; i < server_.threads(); ++i) pipelines_.push_back(std::make_unique<Pipeline>(*context_, i));
  start_batches();
  if (server_.tls() != nullptr) {
    auto status = write_file("--tls-cert-out", settings_.tls_certificate_out, server_.tls()->certificate_pem());
    if (!status) return status;
  }
  return write_file("--port-file", settings_.port_file, std::to_string(server_.port()) + '\n');
}

void App::run() {
  asio::signal_set signals(server_.first_context(), SIGINT, SIGTERM);
  signals.async_wait([this](const error_code& ec, int) {
    if (ec) return;
    spdlog::info("stopping; replies under way may take {} s", to_seconds(settings_.http.shutdown_timeout));
    server_.stop();
  });
  if (settings_.http.tls.self_signed) {
    spdlog::info("made a self-signed certificate, valid for 30 days; SHA-256 fingerprint {}",
                 server_.tls()->fingerprint());
  }
  spdlog::info("oaisim {} serves {}://{}:{} on {} threads, {} deployments defined, undefined ones {}", kVersion,
               server_.tls() != nullptr ? "https" : "http", settings_.http.host, server_.port(), server_.threads(),
               settings_.config.deployments.size(),
               settings_.config.allow_undefined_openai_deployments ? "allowed" : "refused");
  if (settings_.time_scale != 1.0)
    spdlog::info("simulated time runs {} times as fast as real time", settings_.time_scale);
  server_.run();
}

void App::add(HttpMethod method, std::string_view pattern, Method handler) {
  router_.add(method, pattern);
  handlers_.emplace_back(
      [this, handler](HttpConnection& connection, const Match& match) { return (this->*handler)(connection, match); });
}

void App::add_handler(HttpMethod method, std::string path, Handler handler) {
  router_.add(method, path);
  handlers_.push_back(std::move(handler));
}

// The addresses that an operation has on both services; Azure has it below its deployments, or beside them.
void App::add_operation(std::string_view path, const Protocol& protocol, std::string_view azure_prefix) {
  const std::string tail(path);
  add_handler(HttpMethod::post, kOpenAi + tail, [&, this](HttpConnection& connection, const Match&) {
    return serve(connection, protocol, {.shape = ApiShape::openai});
  });
  add_handler(HttpMethod::post, kAzure + tail, [&, this](HttpConnection& connection, const Match&) {
    return serve(connection, protocol, {.shape = ApiShape::azure, .api_version = "v1"});
  });
  add_handler(HttpMethod::post, std::string(azure_prefix) + tail,
              [&, this](HttpConnection& connection, const Match& match) {
                return serve_deployment(connection, protocol, match.parameters[0]);
              });
}

// Those of objects that were made before.
void App::add_resource(HttpMethod method, std::string_view path, ResourceHandler handler) {
  for (const auto& prefix : {kOpenAi, kAzure, kAzureVersioned}) {
    add_handler(method, prefix + std::string(path), [this, handler](HttpConnection& connection, const Match& match) {
      return serve_resource(connection, match, handler);
    });
  }
}

void App::start_batches() {
  batch_worker_ = std::make_unique<BatchWorker>(*context_, server_.threads(), stored_.batch_objects);
  batch_worker_->serve("/chat/completions", chat_);
  batch_worker_->serve("/completions", completions_);
  batch_worker_->serve("/embeddings", embeddings_);
  batch_worker_->serve("/responses", responses_);
  batch_worker_->serve("/moderations", moderations_);
  stored_.batch_objects.on_create([this](BatchWork work) { batch_worker_->start(std::move(work)); });
}

void App::add_responses() {
  add_operation("responses", responses_, kAzureVersioned);
  add_operation("responses/input_tokens", response_input_tokens_, kAzureVersioned);
  for (const auto& prefix : {kOpenAi, kAzure, kAzureVersioned}) {
    add(HttpMethod::get, prefix + "responses/{id}", &App::get_response);
  }
}

// An address that has no other.
void App::add_address(std::string_view path, const Protocol& protocol, CallAddress address) {
  add_handler(HttpMethod::post, std::string(path),
              [&protocol, address, this](HttpConnection& connection, const Match&) {
                return serve(connection, protocol, address);
              });
}

void App::add_anthropic_operation(std::string_view path, const Protocol& protocol) {
  add_handler(HttpMethod::post, std::string(path), [&protocol, this](HttpConnection& connection, const Match&) {
    const std::string_view version = connection.request().header("anthropic-version");
    return serve(connection, protocol, {.shape = ApiShape::anthropic, .api_version = version});
  });
}

void App::add_routes() {
  add_operation("chat/completions", chat_);
  add_operation("completions", completions_);
  add_operation("embeddings", embeddings_);
  add_operation("audio/transcriptions", transcriptions_);
  add_operation("audio/translations", translations_);
  add_operation("audio/speech", speech_);
  add_operation("images/generations", image_generations_);
  add_operation("images/edits", image_edits_);
  add_address("/v1/images/variations", image_variations_, {.shape = ApiShape::openai});
  add(HttpMethod::get, std::string(kImageFiles) + "{name}", &App::get_image);
  add_address("/v1/moderations", moderations_, {.shape = ApiShape::openai});
  add_responses();
  stored_.add_resources([this](HttpMethod method, std::string_view path, ResourceHandler handler) {
    add_resource(method, path, std::move(handler));
  });
  add_anthropic_operation("/v1/messages", messages_);
  add_anthropic_operation("/v1/messages/count_tokens", count_tokens_);
  add(HttpMethod::get, "/v1/models", &App::list_models);
  add(HttpMethod::get, "/v1/models/{id}", &App::get_model);
  add(HttpMethod::get, "/openai/v1/models", &App::list_models);
  add(HttpMethod::get, "/openai/v1/models/{id}", &App::get_model);
  add(HttpMethod::get, "/", &App::root);
  add(HttpMethod::get, "/health", &App::health);
  add(HttpMethod::get, "/metrics", &App::metrics);
  add_admin();
}

void App::add_admin() {
  add_config_routes(admin_, deployments_);
  for (const AdminRoute& route : admin_.routes()) {
    add_handler(route.method, route.path, [&route, this](HttpConnection& connection, const Match& match) {
      return serve_admin(connection, match, route);
    });
  }
}

asio::awaitable<void> App::dispatch(HttpConnection& connection) {
  const HttpRequest& request = connection.request();
  if (!simdjson::validate_utf8(request.path()) || !simdjson::validate_utf8(request.target())) {
    return reply(connection, unreadable_request(400, "the URL is not valid UTF-8"));
  }
  Match match = router_.match(request.method(), request.path());
  if (match.kind == Match::Kind::found) return handlers_[match.route](connection, match);
  const ApiShape shape = shape_of(request);
  if (match.kind == Match::Kind::unknown_path) {
    return reply(connection, unknown_url(request.method_name(), request.path(), shape));
  }
  HttpReply answer = reply_of(wrong_method(request.method_name(), request.path(), shape), shape);
  answer.headers += "allow: " + match.allow + ", OPTIONS\r\n";
  if (request.method() == HttpMethod::options) {
    answer.status = 204;
    answer.content_type = {};
    answer.body.clear();
  }
  return send(connection, std::move(answer));
}

asio::awaitable<void> App::serve(HttpConnection& connection, const Protocol& protocol, CallAddress address) {
  return pipelines_[connection.worker_index()]->serve(connection, protocol, address);
}

asio::awaitable<void> App::serve_deployment(HttpConnection& connection, const Protocol& protocol,
                                            std::string_view name) {
  const std::string_view version = connection.request().query("api-version");
  if (version.empty()) return reply(connection, missing_api_version());
  return serve(connection, protocol, {.shape = ApiShape::azure, .deployment = name, .api_version = version});
}

ResourceRequest App::resource_request(HttpConnection& connection, const Match& match) const {
  Random random(context_->seed, context_->requests.fetch_add(1, std::memory_order_relaxed) + 1);
  return {.http = connection.request(),
          .ids = match.parameters,
          .shape = shape_of_path(connection.request().path()),
          .now = clock_.now(),
          .unix_now = clock_.unix_seconds(),
          .new_id = make_id("", 29, random)};
}

asio::awaitable<void> App::serve_resource(HttpConnection& connection, const Match& match,
                                          const ResourceHandler& handler) {
  if (const auto error = check_resource(connection)) return reply(connection, *error);
  const ResourceRequest request = resource_request(connection, match);
  ResourceAnswer answer = handler(request);
  if (const auto* error = std::get_if<ApiError>(&answer)) return reply(connection, *error);
  auto& found = std::get<ResourceReply>(answer);
  HttpReply reply{.content_type = found.content_type, .headers = {}, .body = std::move(found.body)};
  append_reply_headers(connection, request.shape, request.new_id, clock_.now(), reply.headers);
  return send_held(connection, std::move(reply));
}

// The key, and the version that Azure asks for where it is not in the path.
std::optional<ApiError> App::check_resource(HttpConnection& connection) const {
  if (auto error = check_key(connection)) return error;
  const HttpRequest& request = connection.request();
  const bool versioned = request.path().starts_with(kAzureVersioned) && !request.path().starts_with(kAzure);
  if (versioned && request.query("api-version").empty()) return missing_api_version();
  return std::nullopt;
}

asio::awaitable<void> App::get_response(HttpConnection& connection, const Match& match) {
  if (connection.request().query("stream") != "true") {
    return serve_resource(connection, match,
                          [this](const auto& request) { return stored_.response_objects.get(request); });
  }
  if (const auto error = check_resource(connection)) return reply(connection, *error);
  auto replay = stored_.response_objects.replay(resource_request(connection, match));
  if (const auto* error = std::get_if<ApiError>(&replay)) return reply(connection, *error);
  auto& found = std::get<ResponseObjects::Replay>(replay);
  HttpReply head{.content_type = "text/event-stream", .headers = {}, .body = {}};
  return replay_events(connection, std::move(head), std::move(found.timeline), found.first);
}

asio::awaitable<void> App::list_models(HttpConnection& connection, const Match&) {
  if (const auto error = check_key(connection)) return reply(connection, *error);
  const HttpRequest& request = connection.request();
  if (shape_of(request) != ApiShape::anthropic) return reply(connection, model_list_body(deployment_names()));
  auto list = anthropic_model_list(deployment_names(), {.limit = request.query("limit"),
                                                        .after_id = request.query("after_id"),
                                                        .before_id = request.query("before_id")});
  return list.error ? reply(connection, *list.error) : reply(connection, std::move(list.body));
}

asio::awaitable<void> App::get_model(HttpConnection& connection, const Match& match) {
  if (const auto error = check_key(connection)) return reply(connection, *error);
  const ApiShape shape = shape_of(connection.request());
  auto body = shape == ApiShape::anthropic ? anthropic_model_body(deployment_names(), match.parameters[0])
                                           : model_body(deployment_names(), match.parameters[0]);
  if (!body) return reply(connection, unknown_model(match.parameters[0], shape));
  return reply(connection, std::move(*body));
}

// Whoever has the address may read an image, as with the links of the real service.
asio::awaitable<void> App::get_image(HttpConnection& connection, const Match& match) {
  const auto image = stored_.images.find(match.parameters[0]);
  if (image == nullptr) return reply(connection, unknown_image());
  return send_held(connection, {.content_type = image->content_type, .headers = {}, .body = image->bytes});
}

asio::awaitable<void> App::root(HttpConnection& connection, const Match&) {
  return reply(connection, std::string(R"({"message":"oaisim is running","version":")") + kVersion + "\"}");
}

asio::awaitable<void> App::health(HttpConnection& connection, const Match&) {
  return reply(connection, R"({"status":"ok"})");
}

asio::awaitable<void> App::metrics(HttpConnection& connection, const Match&) {
  HttpReply answer{.content_type = "text/plain; version=0.0.4; charset=utf-8", .headers = {}, .body = {}};
  answer.body = metrics_->render(readings());
  co_await connection.send(answer);
}

asio::awaitable<void> App::serve_admin(HttpConnection& connection, const Match& match, const AdminRoute& route) {
  if (const auto error = check_key(connection)) return reply(connection, *error);
  const auto answer = AdminApi::answer(route, connection.request(), match.parameters);
  if (answer) return reply(connection, answer->dump());
  const int status = status_of(answer.error().code);
  return reply(connection, ApiError{.status = status,
                                    .message = answer.error().message.substr(0, 1000),
                                    .type = status < 500 ? "invalid_request_error" : "server_error",
                                    .code = "admin_request_failed"});
}

// What is large counts towards --max-buffered-bytes until the client has taken it.
asio::awaitable<void> App::send_held(HttpConnection& connection, HttpReply reply) {
  const HeldBytes held(*context_, reply.body.size());
  if (!held.fits()) {
    co_await this->reply(connection, too_many_replies());
    co_return;
  }
  co_await connection.send(reply);
}

asio::awaitable<void> App::send(HttpConnection& connection, HttpReply reply) { co_await connection.send(reply); }

asio::awaitable<void> App::reply(HttpConnection& connection, std::string body) {
  HttpReply answer{.headers = {}, .body = std::move(body)};
  if (shape_of(connection.request()) == ApiShape::anthropic) {
    answer.headers = "request-id: req_" + random_secret(24) + "\r\n";
  }
  return send(connection, std::move(answer));
}

asio::awaitable<void> App::reply(HttpConnection& connection, const ApiError& error) {
  return send(connection, reply_of(error, shape_of(connection.request())));
}

std::optional<ApiError> App::check_key(HttpConnection& connection) const {
  return key_refusal(keys_, connection.request(), shape_of(connection.request()));
}

std::vector<std::string> App::deployment_names() const {
  std::vector<std::string> names;
  for (const auto& [name, deployment] : deployments_.snapshot()->config.deployments) names.push_back(name);
  return names;
}

GaugeReadings App::readings() const {
  GaugeReadings readings;
  for (const auto& state : deployments_.states()) {
    const auto counts = state->gate.counts();
    readings.deployments.push_back({state->metrics_index, state->name, counts.running, counts.queued});
  }
  readings.deployments.push_back({Metrics::kNoDeployment, "", 0, 0});
  for (const auto& store : stored_.readings()) {
    readings.stores.push_back({std::string(store.kind), store.bytes, store.dropped});
  }
  const HttpServerFigures& figures = server_.figures();
  readings.open_connections = figures.open_connections.load(std::memory_order_relaxed);
  readings.accepted_connections = figures.accepted_connections.load(std::memory_order_relaxed);
  readings.refused_requests = figures.refused_requests.load(std::memory_order_relaxed);
  readings.disconnects = figures.disconnects.load(std::memory_order_relaxed);
  return readings;
}

}  // namespace oaisim
