#!/usr/bin/env bash
# What the scripts/run-load-test-*.sh share: a simulator set up for one scenario, and the scenario.
#
#   run_load_test NAME [arguments of `oaisim-load scenario`]
#
# With TEST_OPENAI_ENDPOINT (and TEST_OPENAI_KEY) the scenario runs against that simulator. Otherwise one is
# started on a free port, with the environment of the calling script, and stopped at the end.
# OAISIM_BIN_DIR: the programs' folder; without it build/release/bin, which is built when needed.
# Sourced, not run.

load_test_root=$(dirname "${BASH_SOURCE[0]}")/..
load_test_simulator_pid=
load_test_folder=

stop_load_test_simulator() {
  if [ -n "$load_test_simulator_pid" ]; then
    kill "$load_test_simulator_pid" 2>/dev/null || true
    wait "$load_test_simulator_pid" 2>/dev/null || true
  fi
  if [ -n "$load_test_folder" ]; then rm -rf "$load_test_folder"; fi
}

# Prints the value of --time-scale among the arguments; 1 when it is not there.
time_scale_of() {
  local scale=1
  while [ $# -gt 0 ]; do
    case $1 in
      --time-scale) scale=${2:-1} ;;
      --time-scale=*) scale=${1#*=} ;;
    esac
    shift
  done
  printf '%s\n' "$scale"
}

# Starts the simulator that the environment describes and sets TEST_OPENAI_ENDPOINT and TEST_OPENAI_KEY.
start_load_test_simulator() {
  local bin=$1 time_scale=$2
  load_test_folder=$(mktemp -d)
  local port_file=$load_test_folder/port log=$load_test_folder/log
  TEST_OPENAI_KEY=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  SIMULATOR_API_KEY=$TEST_OPENAI_KEY \
    OPENAI_DEPLOYMENT_CONFIG_PATH="$load_test_root"/examples/openai_deployment_config.json \
    LOG_LEVEL="${LOG_LEVEL:-warning}" \
    "$bin/oaisim" --host 127.0.0.1 --port 0 --port-file "$port_file" --time-scale "$time_scale" 2>"$log" &
  load_test_simulator_pid=$!
  local tries=0
  until [ -s "$port_file" ]; do
    if ! kill -0 "$load_test_simulator_pid" 2>/dev/null || [ "$tries" -ge 300 ]; then
      echo "the simulator did not start:" >&2
      cat "$log" >&2
      return 2
    fi
    tries=$((tries + 1))
    sleep 0.1
  done
  TEST_OPENAI_ENDPOINT="http://127.0.0.1:$(cat "$port_file")"
  export TEST_OPENAI_ENDPOINT TEST_OPENAI_KEY
}

run_load_test() {
  local name=$1
  shift
  local bin=${OAISIM_BIN_DIR:-}
  if [ -z "$bin" ]; then
    make --no-print-directory -C "$load_test_root" build >&2
    bin=$load_test_root/build/release/bin
  fi
  local argument
  for argument in "$@"; do
    if [ "$argument" = --help ]; then exec "$bin/oaisim-load" scenario --help; fi
  done
  trap stop_load_test_simulator EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if [ -z "${TEST_OPENAI_ENDPOINT:-}" ]; then
    start_load_test_simulator "$bin" "$(time_scale_of "$@")"
  fi
  "$bin/oaisim-load" scenario "$name" "$@"
}
