#!/usr/bin/env bash
# Installs the system packages that a kind of work needs, with apt on Debian or Ubuntu.
# Does nothing, and calls neither apt nor the network, when everything is there.
#
# Usage: scripts/install-deps.sh [build] [test] [lint] [bench]     (default: build)
set -euo pipefail

# Each word is one need: package names with `|` between alternatives, best first.  `command=NAME` before
# them: the need is met when that command exists, wherever it came from.
needs_of() {
  case "$1" in
    build)
      echo "command=make:make command=git:git cmake ninja-build ccache pkg-config|pkgconf \
        libboost1.81-dev|libboost1.83-dev|libboost-dev libcpp-httplib-dev nlohmann-json3-dev libspdlog-dev \
        libcxxopts-dev doctest-dev libsimdjson-dev prometheus-cpp-dev libssl-dev \
        libmp3lame-dev libopus-dev libogg-dev libflac-dev libvo-aacenc-dev libpng-dev zlib1g-dev libturbojpeg0-dev libwebp-dev \
        libsqlite3-dev libpq-dev libmongoc-dev"
      ;;
    test)
      echo "command=python3:python3 python=ensurepip:python3-venv command=node:nodejs command=npm:npm postgresql \
        command=go:golang-go"
      ;;
    lint)
      echo "command=python3:python3 clang-format-14|clang-format clang-tidy-14|clang-tidy command=shellcheck:shellcheck"
      ;;
    bench) echo "command=wrk:wrk command=nginx:nginx-light" ;;
    *)
      echo "install-deps.sh: '$1' is unknown; allowed: build, test, lint, bench" >&2
      return 2
      ;;
  esac
}

is_installed() {
  dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# The need's packages without its condition, as words.
packages_of() {
  local packages=${1#*:}
  echo "${packages//|/ }"
}

is_met() {
  local package
  case "$1" in
    command=*) command -v "$(cut -d= -f2 <<<"${1%%:*}")" >/dev/null 2>&1 && return 0 ;;
    python=*) python3 -c "import $(cut -d= -f2 <<<"${1%%:*}")" >/dev/null 2>&1 && return 0 ;;
  esac
  for package in $(packages_of "$1"); do
    if is_installed "$package"; then return 0; fi
  done
  return 1
}

# A C++ compiler of version 12 or later, under whatever name.
has_compiler() {
  local compiler
  for compiler in g++ g++-14 g++-13 g++-12; do
    if command -v "$compiler" >/dev/null 2>&1 && [ "$("$compiler" -dumpversion | cut -d. -f1)" -ge 12 ]; then
      return 0
    fi
  done
  return 1
}

is_known_to_apt() {
  apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    echo "install-deps.sh: installing needs root, and there is no sudo; run as root: scripts/install-deps.sh" >&2
    exit 1
  fi
}

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(build)

missing=()
for part in "${parts[@]}"; do
  needs=$(needs_of "$part")
  for need in $needs; do
    is_met "$need" || missing+=("$need")
  done
done
needs_compiler=false
if [[ " ${parts[*]} " == *" build "* ]] && ! has_compiler; then needs_compiler=true; fi

if [ ${#missing[@]} -eq 0 ] && [ "$needs_compiler" = false ]; then exit 0; fi

if ! command -v apt-get >/dev/null 2>&1; then
  echo "install-deps.sh: this system has no apt-get, so packages are not installed for you." >&2
  echo "Install these (Debian's names; one of each where | stands), then run make again:" >&2
  [ "$needs_compiler" = true ] && echo "  g++ 12 or later" >&2
  for need in "${missing[@]}"; do echo "  ${need#*:}" >&2; done
  exit 1
fi

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

apt_get update

chosen=()
for need in "${missing[@]}"; do
  found=
  for package in $(packages_of "$need"); do
    if is_known_to_apt "$package"; then
      found=$package
      break
    fi
  done
  if [ -z "$found" ]; then
    echo "install-deps.sh: apt knows none of: $(packages_of "$need")" >&2
    exit 1
  fi
  chosen+=("$found")
done
if [ "$needs_compiler" = true ]; then
  chosen+=(g++)
  if is_known_to_apt g++-12; then chosen+=(g++-12); fi
fi

echo "Installing: ${chosen[*]}"
apt_get install -y --no-install-recommends "${chosen[@]}"
