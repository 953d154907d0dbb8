#include "simulator/send_times.h"

namespace oaisim {

std::string SendTimes::times(TimePoint due, TimePoint now, std::string_view separator) const {
  return "due_ns=" + std::to_string((due - received_).count()) + std::string(separator) +
         "sent_ns=" + std::to_string((now - received_).count());
}

void SendTimes::sent(TimePoint now, std::string& comments) {
  for (const Token& token : unsent_) {
    comments += ": sim-timing token=" + std::to_string(token.index) + " " + times(token.due, now, " ") + "\n\n";
  }
  unsent_.clear();
}

std::string SendTimes::header(TimePoint due, TimePoint now) const {
  return "x-sim-timing: " + times(due, now, "; ") + "\r\n";
}

}  // namespace oaisim
