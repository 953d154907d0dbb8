// Result<T>: a value or an Error, for failures that are expected and reported to a person.
//
// Ownership: holds its value or error by value.  Thread safety: that of T.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace oaisim {

enum class ErrorCode {
  invalid_argument,  // the caller passed something that can never be right
  not_found,         // the named thing does not exist
  already_in_use,    // e.g. a port
  io,                // a file, socket or other process failed
  limit_exceeded,    // a bound of ours was reached
  timed_out,
  cancelled,
};

struct Error {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string message;  // for the person who reads it: what was wrong, where, what is allowed
};

template <typename T = std::monostate>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() & { return assert(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return assert(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return assert(ok()), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  const Error& error() const { return assert(!ok()), *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

using Status = Result<std::monostate>;
inline Status success() { return std::monostate{}; }

inline Error invalid(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

}  // namespace oaisim
