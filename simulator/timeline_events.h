// The events of a reply in the background: all of them at once, each with the moment it is due, and sent from any of
// them on to whoever asks.
//
// Thread safety: pure functions; a coroutine belongs to its connection's thread.  Units: simulated time.
#pragma once

#include <memory>
#include <vector>

#include "common/http/connection.h"
#include "simulator/latency/schedule.h"
#include "simulator/protocols/protocol.h"

namespace oaisim {

// What `encoder` writes for the generation of one choice; `started`: when the stream is opened.
std::vector<Timeline::Event> events_in_time(ReplyEncoder& encoder, const Generation& generation, Schedule schedule,
                                            TimePoint started);

// Sends the events from that of number `first` on, each when it is due; those already due at once.
// A reply that is cancelled ends there.
asio::awaitable<void> replay_events(HttpConnection& connection, HttpReply head,
                                    std::shared_ptr<const Timeline> timeline, std::size_t first);

}  // namespace oaisim
