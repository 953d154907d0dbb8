// Reads the prompt of a Messages request: what counts, and whether its turns fit together.
//
//   user ─► assistant (tool_use a, b) ─► user (tool_result a, b) ─► assistant … ─► user, or the reply's beginning
//
// Neighbouring messages of one role are one turn.  The calls of an assistant's turn must all be answered in the turn
// that follows.  The model's former thoughts do not count.
//
// Thread safety: one per request.  Ownership: refers to the request and to the document for as long as it lives.
// Source: Claude API reference, "Messages", and the service's release notes of October 2024 (turns); its replies.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/protocols/protocol.h"

namespace oaisim {

class MessagesContent {
 public:
  using Found = std::optional<ApiError>;

  // `strict`: since the version 2026-10-21 documents are the user's alone, and citations the assistant's.
  MessagesContent(DecodedRequest& request, bool strict) : request_(request), strict_(strict) {}

  // REQUIRES: they have the request's shape.
  Found read_system(JsonValue system);
  Found read_messages(JsonArray messages);

 private:
  Found read_message(JsonObject message, bool is_last);
  Found begin_turn(std::string_view role);
  Found read_text(std::string_view text);
  Found read_blocks(JsonArray blocks);
  Found read_block(JsonObject block);
  Found read_call(JsonObject block);
  Found read_result(JsonObject block);
  Found read_server_result(JsonObject block, std::string_view type);
  Found read_image(JsonObject block);
  Found read_document(JsonObject block);
  Found read_texts(JsonValue content);  // a string, or blocks that are read in any place
  Found check_citations(JsonObject block) const;
  Found check_end(JsonObject last);
  Found unanswered() const;
  void note_thoughts(JsonValue content);
  std::string place() const;  // messages.0.content.1

  DecodedRequest& request_;
  bool strict_;
  std::size_t message_ = 0;
  std::size_t block_ = 0;
  std::string_view role_;  // of the turn

  std::set<std::string_view> calls_;         // every tool_use so far
  std::set<std::string_view> open_calls_;    // of the last assistant's turn, that have no answer yet
  std::set<std::string_view> answered_;      // the others of that turn
  std::set<std::string_view> server_calls_;  // every server_tool_use so far
  std::size_t caller_ = 0;                   // the message of the open calls
  bool turn_begins_ = false;                 // with this message
  bool has_result_ = false;                  // this turn
  std::string thoughtless_;                  // ClaudeOptions::thoughtless, of the last assistant's turn
};

}  // namespace oaisim
