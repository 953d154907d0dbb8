#include <csignal>

#include "loadtest/commands/commands.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is an error to be told, and not the end of the run
  return oaisim::loadtest::dispatch(argc, argv);
}
