#!/usr/bin/env bash
# Builds the programs named fuzz-* with AddressSanitizer and runs each for FUZZ_SECONDS on its corpus
# tests/fuzz/NAME/ (fuzz-NAME), where that folder exists.  Stops at the first finding.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t programs < <(ninja -C build/asan -t targets all | sed -n 's|^\(fuzz-[^/:]*\): phony$|\1|p' | sort -u)
if [ ${#programs[@]} -eq 0 ]; then
  echo "There are no fuzz-* programs in this tree, so nothing was fuzzed."
  exit 0
fi

# shellcheck source=scripts/sanitizer-options.sh
. scripts/sanitizer-options.sh
cmake --build build/asan -j "${JOBS:-2}" --target "${programs[@]}"
for program in "${programs[@]}"; do
  arguments=("-max_total_time=${FUZZ_SECONDS:-60}")
  corpus=tests/fuzz/${program#fuzz-}
  [ ! -d "$corpus" ] || arguments+=("$corpus")
  echo "== $program ${arguments[*]}"
  "build/asan/bin/$program" "${arguments[@]}"
done
