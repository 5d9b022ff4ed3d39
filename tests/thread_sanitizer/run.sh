#!/bin/bash
# Runs what works in several threads (the loader, plans, the feature cache, training on them) under ThreadSanitizer.
#   tests/thread_sanitizer/run.sh [options of doctest]
# Ends with an error at the first test that fails and after any report. What LibTorch, oneDNN and OpenMP do among themselves is
# left out by name, in suppressions.txt beside this file: they are not compiled for it, so it cannot see how they wait.
# $GRAFT_BUILD: the build folder (build/ in the checkout).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/install.sh"
install_missing "${graft_packages[@]}" ccache=ccache python3=python3 doctest-dev setarch=util-linux

build=${GRAFT_BUILD:-$root/build}/thread_sanitizer
[ -f "$build/build.ninja" ] ||
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="-O1 -g1 -Wno-tsan" -DGRAFT_SANITIZE=thread \
    -DGRAFT_BUILD_TESTS=ON -DGRAFT_BUILD_EXAMPLES=OFF >&2
cmake --build "$build" --parallel "$(job_count)" --target tests_threads >&2
# Without -R the kernel may put memory where the sanitizer of older compilers does not expect it.
TSAN_OPTIONS="suppressions=$root/tests/thread_sanitizer/suppressions.txt exitcode=66 ${TSAN_OPTIONS:-}" setarch -R "$build/tests/tests_threads" "$@"
