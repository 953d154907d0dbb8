#!/usr/bin/env bash
# Builds the server of MongoDB's wire protocol that the tests of stores start (tests/support/ferretdb) into
# build/ferretdb/ferretdb, from the Go module proxy with the checksums of its go.sum.
#
# A Go older than FerretDB needs is enough: it fetches a newer one, which is a module of the proxy as well.
set -euo pipefail
cd "$(dirname "$0")/.."

toolchain=golang.org/toolchain@v0.0.1-go1.22.12.linux-$(dpkg --print-architecture)
out=$PWD/build/ferretdb
mkdir -p "$out"

if ! command -v go >/dev/null 2>&1; then
  echo "build-ferretdb.sh: there is no Go to build FerretDB with; install it with: scripts/install-deps.sh test" >&2
  exit 1
fi

go=$(command -v go)
version=$(GOTOOLCHAIN=local go env GOVERSION)
minor=${version#go1.}
if [ "${minor%%[!0-9]*}" -lt 22 ]; then
  fetched=$(cd / && GOFLAGS=-mod=mod go mod download -json "$toolchain")
  GOROOT=$(python3 -c 'import json, sys; print(json.load(sys.stdin)["Dir"])' <<<"$fetched")
  # A module's files are neither executable nor writable.
  chmod -R u+w "$GOROOT/bin" "$GOROOT/pkg/tool"
  find "$GOROOT/bin" "$GOROOT/pkg/tool" -type f -exec chmod +x {} +
  export GOROOT
  go=$GOROOT/bin/go
fi

cd tests/support/ferretdb
CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$go" build -buildvcs=false -trimpath -o "$out/ferretdb" .
