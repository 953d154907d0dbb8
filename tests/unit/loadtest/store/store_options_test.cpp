#include "loadtest/store/store_options.h"

#include <doctest/doctest.h>
#include <stdlib.h>

using namespace oaisim::loadtest;

TEST_CASE("the command that brings waiting runs into a store names it when nothing else leads there") {
  const StoreOptions options;
  const auto url = parse_store_url("/tmp/it's here.db");
  ::setenv("OAISIM_STORE", "/tmp/it's here.db", 1);
  CHECK(options.sync_command(*url) == "oaisim-load results sync");
  ::setenv("OAISIM_STORE", "/tmp/other.db", 1);
  CHECK(options.sync_command(*url) == R"(oaisim-load results sync --store '/tmp/it'\''s here.db')");
  const auto secret = parse_store_url("postgres://u:secret@h/d");
  CHECK(options.sync_command(*secret) ==
        "oaisim-load results sync --store 'postgres://u:***@h/d', with the password in it");
  ::unsetenv("OAISIM_STORE");
}
