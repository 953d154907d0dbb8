#!/usr/bin/env bash
# Configures build/KIND with CMake and Ninja, with the first C++ compiler that is new enough.
#
# Usage: scripts/configure.sh release|asan|tsan|tidy
#   OAISIM_UNITY=ON   release: compile several files as one, for whoever builds once and edits nothing
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:?release, asan, tsan or tidy}
case "$kind" in
  release) options=(-DCMAKE_BUILD_TYPE=Release -DOAISIM_UNITY="${OAISIM_UNITY:-OFF}") ;;
  # Assertions, and reports that can be read; -O1 for what takes long without it, of which folders take themselves out.
  asan) options=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1 -DOAISIM_SANITIZER=address -DOAISIM_UNITY=ON) ;;
  tsan) options=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O1 -DOAISIM_SANITIZER=thread -DOAISIM_UNITY=ON) ;;
  # For clang-tidy, which reads no precompiled headers of other compilers; not built.
  tidy) options=(-DOAISIM_UNITY=ON -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON) ;;
  *)
    echo "configure.sh: '$kind' is unknown; allowed: release, asan, tsan, tidy" >&2
    exit 2
    ;;
esac

# An existing build directory keeps its compiler: naming another would throw its cache away.
if [ -z "${CXX:-}" ] && [ ! -e "build/$kind/CMakeCache.txt" ]; then
  for compiler in c++ g++ g++-14 g++-13 g++-12; do
    if command -v "$compiler" >/dev/null 2>&1 && [ "$("$compiler" -dumpversion | cut -d. -f1)" -ge 12 ]; then
      export CXX=$compiler
      case "$compiler" in g++-*) export CC=gcc-${compiler#g++-} ;; esac
      break
    fi
  done
fi

exec cmake -S . -B "build/$kind" -G Ninja "${options[@]}"
