#!/usr/bin/env bash
# Writes docs/configuration.md from what the programs say about their options; with --check only says
# whether the file is current.
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${BIN:-build/release/bin}
page=docs/configuration.md

write_page() {
  cat <<'END'
# Configuration

Every option can be given in four ways; the first that is present wins: the flag, the environment name, the
same name in a file `.env` in the working directory, and the key in the JSON file that `--config` names (the
flag's name with `_` for `-`). This page is written by `make docs` from the programs themselves.

END
  "$bin/oaisim" --print-options
  if [ -x "$bin/oaisim-load" ]; then
    "$bin/oaisim-load" run --print-options
    "$bin/oaisim-load" selftest --print-options
    "$bin/oaisim-load" dataset generate --print-options
    "$bin/oaisim-load" dataset show --print-options
  fi
  "$bin/oaisim-chat" --print-options
}

generated=$(write_page)
if [ "${1:-}" != --check ]; then
  printf '%s\n' "$generated" >"$page"
  echo "Wrote $page"
elif ! diff -u "$page" - <<<"$generated"; then
  echo "$page: not current with the programs' options; run: make docs" >&2
  exit 1
fi
