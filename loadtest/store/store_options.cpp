#include "loadtest/store/store_options.h"

#include "loadtest/results/run_result.h"

namespace oaisim::loadtest {
namespace {

constexpr const char* kGroup = "Store";

// As a shell takes it for one word.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace

void StoreOptions::declare_store(OptionSet& options) {
  options.add(store_,
              {.name = "store",
               .env = "OAISIM_STORE",
               .help = "Where runs are kept: a path or sqlite:PATH, postgres://, mongodb://, or none; by default "
                       "MONGODB_URI, DB_HOST, or results.db in ~/.local/share/oaisim",
               .value_name = "STORE",
               .group = kGroup,
               .secret = true});
}

void StoreOptions::declare_identity(OptionSet& options) {
  options.add(name_, {.name = "name", .help = "Of the run, to find it by", .value_name = "NAME", .group = kGroup});
  options.add(benchmark_run_id_, {.name = "benchmark-run-id",
                                  .help = "Your own id of the run, to find it by; several runs may have the same",
                                  .value_name = "ID",
                                  .group = kGroup});
  options.add(org_id_,
              {.name = "org-id", .help = "Whom the run is for, to find it by", .value_name = "ID", .group = kGroup});
}

Result<StoreUrl> StoreOptions::url() const {
  const auto lookup = environment_lookup();
  if (!lookup) return lookup.error();
  return choose_store(store_, *lookup);
}

Result<std::string> StoreOptions::spool_folder() const {
  const auto lookup = environment_lookup();
  if (!lookup) return lookup.error();
  const auto folder = data_folder(*lookup);
  if (!folder) return folder.error();
  return *folder + "/spool";
}

std::string StoreOptions::sync_command(const StoreUrl& url) const {
  std::string command = "oaisim-load results sync";
  if (const auto lookup = environment_lookup(); lookup) {
    const auto usual = choose_store((*lookup)("OAISIM_STORE").value_or(""), *lookup);
    if (usual && usual->address == url.address) return command;
  }
  return command + " --store " + quoted(url.shown) + (url.shown == url.address ? "" : ", with the password in it");
}

RunIdentity StoreOptions::identity(std::int64_t unix_seconds) const {
  return {.id = new_run_id(unix_seconds), .benchmark_run_id = benchmark_run_id_, .org_id = org_id_};
}

}  // namespace oaisim::loadtest
