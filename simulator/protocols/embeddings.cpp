#include "simulator/protocols/embeddings.h"

#include <bit>
#include <charconv>
#include <span>

#include "common/base/base64.h"
#include "common/text/json_writer.h"
#include "simulator/protocols/prompt_input.h"

namespace oaisim {
namespace {

using Kind = Shape::Kind;

constexpr Shape kFormat = or_null(one_of<"float", "base64">());
constexpr Shape kDimensions{.kind = Kind::integer, .nullable = true, .minimum = 1};
constexpr Field kFields[] = {{"input", &kAny, true},        {"model", &kNullableString},
                             {"encoding_format", &kFormat}, {"dimensions", &kDimensions},
                             {"user", &kNullableString},    {"input_type", &kNullableString}};
constexpr Shape kRequest{.kind = Kind::object, .fields = kFields};

constexpr std::size_t kLongestNumber = 16;  // of a float as text, with its comma

class EmbeddingsEncoder final : public ReplyEncoder {
 public:
  EmbeddingsEncoder(const DecodedRequest& request, ReplyFacts facts, const Generation& generation)
      : facts_(std::move(facts)),
        vectors_(generation.vectors),
        inputs_(request.inputs.size()),
        base64_(request.base64) {}

  void whole(std::string& out) override {
    std::span<const float> rest = vectors_;
    const std::size_t dimensions = rest.size() / inputs_;
    out.reserve(out.size() + 256 + inputs_ * 64 + rest.size() * (base64_ ? 6 : kLongestNumber));
    out += R"({"object":"list","data":[)";
    for (std::size_t i = 0; i < inputs_; ++i) {
      out += i == 0 ? "{" : ",{";
      out += R"("object":"embedding","index":)";
      append_integer(out, i);
      out += R"(,"embedding":)";
      append_vector(rest.first(dimensions), out);
      out += '}';
      rest = rest.subspan(dimensions);
    }
    out += R"(],"model":)";
    append_string(out, facts_.model);
    out += R"(,"usage":{"prompt_tokens":)";
    append_integer(out, facts_.prompt_tokens);
    out += R"(,"total_tokens":)";
    append_integer(out, facts_.prompt_tokens);
    out += "}}";
  }

 private:
  void append_vector(std::span<const float> vector, std::string& out) const {
    static_assert(std::endian::native == std::endian::little);
    if (base64_) {
      out += '"';
      append_base64(std::as_bytes(vector), out);
      out += '"';
      return;
    }
    out += '[';
    for (const float x : vector) {
      char digits[kLongestNumber];
      out.append(digits, std::to_chars(digits, digits + sizeof(digits), x).ptr);
      out += ',';
    }
    out.back() = ']';
  }

  ReplyFacts facts_;
  std::span<const float> vectors_;
  std::size_t inputs_;
  bool base64_;
};

ApiError too_many_inputs(ApiShape shape) {
  if (shape == ApiShape::openai) return invalid_input();
  return {.message = "Too many inputs. The max number of inputs is " + std::to_string(Embeddings::kMostInputs) +
                     ". We hope to increase the number of inputs per request soon. Please contact us through an Azure "
                     "support request at: https://go.microsoft.com/fwlink/?linkid=2213926 for further questions."};
}

}  // namespace

std::optional<ApiError> Embeddings::decode(JsonValue body, const CallAddress& address, DecodedRequest& request) const {
  if (auto error = check_shape(kRequest, body)) return error;
  request.max_tokens = 0;
  for (const auto [name, value] : object_of(body)) {
    if (value.is_null()) continue;
    if (name == "model") {
      request.model = text_of(value);
    } else if (name == "input") {
      auto inputs = read_prompt_inputs(value, false);
      if (!inputs) return invalid_input();
      request.inputs = std::move(*inputs);
    } else if (name == "encoding_format") {
      request.base64 = text_of(value) == "base64";
    } else if (name == "dimensions") {
      request.dimensions = value.get_int64().value();
    } else if (name == "user") {
      request.user = text_of(value);
    }
  }
  if (request.inputs.empty()) return invalid_input();
  if (request.inputs.size() > kMostInputs) return too_many_inputs(address.shape);
  request.prompt_characters = prompt_characters(request.inputs);
  if (!address.deployment.empty()) request.model = address.deployment;
  if (request.model.empty()) return missing_parameter("model");
  return std::nullopt;
}

std::unique_ptr<ReplyEncoder> Embeddings::encoder(const DecodedRequest& request, ReplyFacts facts,
                                                  const Generation& generation) const {
  return std::make_unique<EmbeddingsEncoder>(request, std::move(facts), generation);
}

}  // namespace oaisim
