#!/usr/bin/env bash
# Starts the databases that the tests of stores use and keeps them running until it is told to end: a PostgreSQL
# (Debian's package) with a cluster of its own, and FerretDB, which speaks MongoDB's wire protocol, with SQLite.
# Both have their data in a temporary folder and listen on free ports of this machine only.
#
# Usage: scripts/start-test-databases.sh [--postgres-port PORT] [--only postgres|mongodb] [--folder FOLDER]
#
# Prints, when both serve, lines for `export`, then `ready`:
#   OAISIM_TEST_POSTGRES_URL=postgres://oaisim:secret@127.0.0.1:PORT/oaisim
#   OAISIM_TEST_MONGODB_URI=mongodb://127.0.0.1:PORT/oaisim
# --folder keeps the data there, for a server that is to be started again.
set -euo pipefail
cd "$(dirname "$0")/.."

port=0
only=
folder=
while [ $# -gt 0 ]; do
  case "$1" in
    --postgres-port) port=$2 ;;
    --only) only=$2 ;;
    --folder) folder=$2 ;;
    *)
      echo "start-test-databases.sh: '$1' is unknown; see the head of the script" >&2
      exit 2
      ;;
  esac
  shift 2
done

remove_folder=false
if [ -z "$folder" ]; then
  folder=$(mktemp -d -t oaisim-databases-XXXXXX)
  remove_folder=true
fi

pids=()
stop() {
  local pid
  for pid in "${pids[@]}"; do kill -INT "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ "$remove_folder" = true ]; then rm -rf "$folder"; fi
}
trap stop EXIT
trap 'exit 0' INT TERM

# PostgreSQL refuses to run as root.
as_database_user=()
if [ "$(id -u)" -eq 0 ]; then
  as_database_user=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
fi

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_postgres() {
  local programs data=$folder/postgres log=$folder/postgres.log
  programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$programs" ]; then
    echo "start-test-databases.sh: there is no PostgreSQL; install it with: scripts/install-deps.sh test" >&2
    exit 1
  fi
  [ "$port" != 0 ] || port=$(free_port)
  if [ ! -d "$data" ]; then
    mkdir -p "$data"
    if [ "$(id -u)" -eq 0 ]; then
      chown postgres "$data"
      chmod 755 "$folder"
    fi
    printf 'secret' >"$folder/password"
    chmod 644 "$folder/password"
    (cd "$data" && "${as_database_user[@]}" "$programs/initdb" -D "$data" -U oaisim --pwfile="$folder/password" \
      --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >"$log" 2>&1) || {
      cat "$log" >&2
      exit 1
    }
  fi
  : >>"$log"
  (cd "$data" && exec "${as_database_user[@]}" "$programs/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c fsync=off) >>"$log" 2>&1 &
  pids+=($!)
  export PGPASSWORD=secret PGCONNECT_TIMEOUT=5
  until "$programs/psql" -h 127.0.0.1 -p "$port" -U oaisim -d postgres -qAtc 'SELECT 1' >/dev/null 2>&1; do
    if ! kill -0 "${pids[-1]}" 2>/dev/null; then
      cat "$log" >&2
      exit 1
    fi
    sleep 0.05
  done
  if [ "$("$programs/psql" -h 127.0.0.1 -p "$port" -U oaisim -d postgres -qAtc \
    "SELECT count(*) FROM pg_database WHERE datname = 'oaisim'")" = 0 ]; then
    "$programs/psql" -h 127.0.0.1 -p "$port" -U oaisim -d postgres -qc 'CREATE DATABASE oaisim'
  fi
  echo "OAISIM_TEST_POSTGRES_URL=postgres://oaisim:secret@127.0.0.1:$port/oaisim"
  echo "OAISIM_TEST_POSTGRES_PID=${pids[-1]}"
}

start_mongodb() {
  local uri=
  if [ ! -x build/ferretdb/ferretdb ]; then
    echo "start-test-databases.sh: there is no build/ferretdb/ferretdb; build it with: scripts/build-ferretdb.sh" >&2
    exit 1
  fi
  mkdir -p "$folder/ferretdb"
  build/ferretdb/ferretdb "$folder/ferretdb" >"$folder/ferretdb.uri" 2>"$folder/ferretdb.log" &
  pids+=($!)
  until [ -s "$folder/ferretdb.uri" ]; do
    if ! kill -0 "${pids[-1]}" 2>/dev/null; then
      cat "$folder/ferretdb.log" >&2
      exit 1
    fi
    sleep 0.05
  done
  uri=$(cat "$folder/ferretdb.uri")
  echo "OAISIM_TEST_MONGODB_URI=${uri}oaisim"
}

[ "$only" = mongodb ] || start_postgres
[ "$only" = postgres ] || start_mongodb
echo ready
wait
