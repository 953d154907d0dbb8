#!/usr/bin/env bash
# Runs every check of `make lint`, all of them even when one fails, and fails when any did.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

failed=()
check() {
  local name=$1 start=$SECONDS
  shift
  if "$@"; then
    echo "lint: $name: ok ($((SECONDS - start)) s)"
  else
    echo "lint: $name: FAILED" >&2
    failed+=("$name")
  fi
}

mapfile -t shell_files < <(git ls-files '*.sh' .ci/run)

check format scripts/format.sh --check
check includes scripts/check-includes.py
check style scripts/check-style.py
check shellcheck shellcheck "${shell_files[@]}"
check docs scripts/generate-docs.sh --check
check clang-tidy scripts/run-clang-tidy.py --jobs "${JOBS:-$(nproc)}"

if [ ${#failed[@]} -gt 0 ]; then
  echo "lint: failed: ${failed[*]}" >&2
  exit 1
fi
echo "lint: passed"
