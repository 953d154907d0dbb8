#!/usr/bin/env bash
# How exactly the simulator waits: 10 tokens of 100 ms each, so every reply takes 1 s, for 3 minutes.
#
#   scripts/run-load-test-added-latency.sh [--time-scale 10] [--duration 1m] [any option of oaisim-load scenario]
#
# Ends with a PASS/FAIL table and exit code 0, 1 (a check failed) or 2 (it could not be run).
set -euo pipefail
# shellcheck source=scripts/load-test-common.sh
source "$(dirname "${BASH_SOURCE[0]}")/load-test-common.sh"

export LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN=100 LATENCY_OPENAI_CHAT_COMPLETIONS_STD_DEV=0
run_load_test added-latency "$@"
