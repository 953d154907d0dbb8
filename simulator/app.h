// The whole simulator: the one place that sees every part and wires it.
//
//   Settings ─► App ─► run() until SIGINT, SIGTERM or stop()
//
// Thread safety: made and run on one thread; stop() from any.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "common/http/router.h"
#include "common/http/server.h"
#include "simulator/admin/admin_api.h"
#include "simulator/batch_worker.h"
#include "simulator/generation/standard_generator.h"
#include "simulator/pipeline.h"
#include "simulator/protocols/chat_completions.h"
#include "simulator/protocols/completions.h"
#include "simulator/protocols/embeddings.h"
#include "simulator/protocols/images.h"
#include "simulator/protocols/messages.h"
#include "simulator/protocols/moderations.h"
#include "simulator/protocols/responses.h"
#include "simulator/protocols/speech.h"
#include "simulator/protocols/transcriptions.h"
#include "simulator/settings.h"
#include "simulator/stored_objects.h"

namespace oaisim {

class App {
 public:
  explicit App(Settings settings);

  // Binds the port and writes --port-file.
  Status listen();
  std::uint16_t port() const { return server_.port(); }

  // Serves until a signal or stop().
  void run();
  void stop() { server_.stop(); }

 private:
  using Match = Router::Match;
  using Handler = std::function<asio::awaitable<void>(HttpConnection&, const Match&)>;
  using Method = asio::awaitable<void> (App::*)(HttpConnection&, const Match&);

  void add_routes();
  void add(HttpMethod method, std::string_view pattern, Method handler);
  void add_handler(HttpMethod method, std::string path, Handler handler);
  void add_operation(std::string_view path, const Protocol& protocol,
                     std::string_view azure_prefix = "/openai/deployments/{deployment}/");
  void add_resource(HttpMethod method, std::string_view path, ResourceHandler handler);
  void add_admin();
  void start_batches();
  void add_responses();
  void add_address(std::string_view path, const Protocol& protocol, CallAddress address);
  void add_anthropic_operation(std::string_view path, const Protocol& protocol);
  asio::awaitable<void> dispatch(HttpConnection& connection);

  asio::awaitable<void> serve(HttpConnection& connection, const Protocol& protocol, CallAddress address);
  asio::awaitable<void> serve_deployment(HttpConnection& connection, const Protocol& protocol, std::string_view name);
  asio::awaitable<void> list_models(HttpConnection& connection, const Match& match);
  asio::awaitable<void> get_model(HttpConnection& connection, const Match& match);
  asio::awaitable<void> get_image(HttpConnection& connection, const Match& match);
  asio::awaitable<void> root(HttpConnection& connection, const Match& match);
  asio::awaitable<void> health(HttpConnection& connection, const Match& match);
  asio::awaitable<void> metrics(HttpConnection& connection, const Match& match);
  asio::awaitable<void> serve_admin(HttpConnection& connection, const Match& match, const AdminRoute& route);

  asio::awaitable<void> serve_resource(HttpConnection& connection, const Match& match, const ResourceHandler& handler);
  asio::awaitable<void> get_response(HttpConnection& connection, const Match& match);
  ResourceRequest resource_request(HttpConnection& connection, const Match& match) const;
  asio::awaitable<void> send(HttpConnection& connection, HttpReply reply);
  asio::awaitable<void> send_held(HttpConnection& connection, HttpReply reply);
  asio::awaitable<void> reply(HttpConnection& connection, std::string body);
  asio::awaitable<void> reply(HttpConnection& connection, const ApiError& error);
  std::optional<ApiError> check_resource(HttpConnection& connection) const;
  std::optional<ApiError> check_key(HttpConnection& connection) const;
  std::vector<std::string> deployment_names() const;
  GaugeReadings readings() const;

  Settings settings_;
  SystemClock clock_;
  Deployments deployments_;
  StandardGenerator generator_;
  KeyRing keys_;
  StoredObjects stored_;
  ChatCompletions chat_{stored_.completions, stored_.file_objects};
  Completions completions_;
  Embeddings embeddings_;
  Responses responses_{stored_.responses, stored_.file_objects, clock_};
  ResponseInputTokens response_input_tokens_{stored_.responses, stored_.file_objects};
  Transcriptions transcriptions_{Transcriptions::Task::transcribe};
  Transcriptions translations_{Transcriptions::Task::translate};
  Speech speech_;
  Images image_generations_{Images::Task::generate, stored_.images};
  Images image_edits_{Images::Task::edit, stored_.images};
  Images image_variations_{Images::Task::vary, stored_.images};
  Moderations moderations_;
  Messages messages_;
  CountTokens count_tokens_;
  AdminApi admin_;
  Router router_;
  std::vector<Handler> handlers_;
  HttpServer server_;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<BatchWorker> batch_worker_;
  std::unique_ptr<PipelineContext> context_;  // whose threads end first
  std::vector<std::unique_ptr<Pipeline>> pipelines_;
};

}  // namespace oaisim
