#include "loadtest/commands/commands.h"

int main(int argc, char** argv) { return oaisim::loadtest::dispatch(argc, argv); }
