#!/bin/bash
# Lets one process train, cache, evaluate, predict, save and load for a time, and sees whether its memory grows.
#   tests/soak/run.sh DATA [MINUTES]        DATA has train/<class>/ and val/<class>/; 30 minutes
# Installs what is missing (Debian, apt). $GRAFT_BUILD: the build folder (build/ in the checkout).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/install.sh"
[ $# -ge 1 ] || die 'which images? give a folder that has train/<class>/ and val/<class>/'
install_missing "${graft_packages[@]}" python3=python3 doctest-dev

build=${GRAFT_BUILD:-$root/build}/soak
[ -f "$build/build.ninja" ] || cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DGRAFT_BUILD_TESTS=ON -DGRAFT_BUILD_EXAMPLES=OFF >&2
cmake --build "$build" --parallel "$(job_count)" --target soak >&2
"$build/tests/soak" "${2:-30}" "$1"
