#!/usr/bin/env bash
# Runs the comparisons of bench/: each executable file bench/*.sh, which prints ratios measured in one run.
set -euo pipefail
cd "$(dirname "$0")/.."

shopt -s nullglob
scripts=(bench/*.sh)
if [ ${#scripts[@]} -eq 0 ]; then
  echo "There are no bench/*.sh in this tree, so nothing was measured."
  exit 0
fi
for script in "${scripts[@]}"; do
  echo "== $script"
  "$script"
done
