#!/usr/bin/env bash
# Formats the C++ files that git tracks; with --check only names the files that are not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."

formatter=$(command -v clang-format-14 || command -v clang-format)
mapfile -t files < <(git ls-files '*.h' '*.cpp')
if [ "${1:-}" != --check ]; then
  "$formatter" -i "${files[@]}"
  exit 0
fi

bad=()
for file in "${files[@]}"; do
  "$formatter" --style=file --dry-run --Werror "$file" >/dev/null 2>&1 || bad+=("$file")
done
if [ ${#bad[@]} -gt 0 ]; then
  printf '%s: not formatted; run: make format\n' "${bad[@]}"
  exit 1
fi
