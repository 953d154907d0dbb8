// What went wrong with a request, said to the person who asked.
//
// Every message names what to check; the key is replaced by *** wherever a server repeats it.
#pragma once

#include <httplib.h>

#include <string>

#include "common/base/result.h"
#include "test-client/settings.h"

namespace oaisim::chat {

// No answer came: the connection could not be made, or it broke.
Error connection_failure(const Target& target, httplib::Error error);

// An answer with a status other than 200; `body` is what came with it.
Error status_failure(const Target& target, const httplib::Response& response, const std::string& body);

// An `error` object in the middle of a stream, or an answer that is not what the API promises.
Error answer_failure(const Target& target, const std::string& what);

}  // namespace oaisim::chat
