#!/bin/bash
# Installs what is missing (Debian, apt), builds graft's tests and examples in Release, and runs every test.
#   tests/run.sh [options of ctest]
# $GRAFT_BUILD: the build folder (build/ in the checkout). $GRAFT_JOBS: compilers at once. $GRAFT_WERROR=ON: warnings are errors.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/support/install.sh"

install_missing "${graft_packages[@]}" ccache=ccache python3=python3 doctest-dev
build=${GRAFT_BUILD:-$root/build}

# Assertions stay on, and there is no -g: it would double the time that a unit takes.
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 \
  -DCMAKE_COMPILE_WARNING_AS_ERROR="${GRAFT_WERROR:-OFF}" -DGRAFT_BUILD_TESTS=ON -DGRAFT_BUILD_EXAMPLES=ON
cmake --build "$build" --parallel "$(job_count)"
status=0
ctest --test-dir "$build" --output-on-failure --parallel "$(job_count)" "$@" || status=$?
# What tests left out because this machine cannot do it.
grep -h '^\[graft\] skipped: ' "$build/Testing/Temporary/LastTest.log" || true
exit $status
