#!/bin/bash
# Builds the benchmark and prints its table: graft beside torchvision and other peers, in turns, on this machine.
#   tests/benchmark/run.sh [--rows prefix,data,step,load,job,compile,zoo] [--data DIR --weights FILE.pth --variant v1|v1.5]
#                          [--peers onnxruntime=DIR,pytorch=DIR|PYTHON] [--networks NAME,...]
#                          [--threads N] [--repeats N] [--epochs N] [--json]
# --help says how the peers of the row zoo are installed.
# All rows take about three hours on two cores, most of it the job in Python. Let nothing else run meanwhile.
# Installs what is missing (Debian, apt). $GRAFT_BUILD: the build folder (build/ in the checkout).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/install.sh"
case " $* " in *' -h '* | *' --help '*) exec python3 "$root/tests/benchmark/table.py" --help ;; esac
install_missing "${graft_packages[@]}" python3-torch python3-torchvision

build=${GRAFT_BUILD:-$root/build}/benchmark
[ -f "$build/build.ninja" ] ||
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DGRAFT_BUILD_TESTS=ON -DGRAFT_BUILD_EXAMPLES=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >&2
cmake --build "$build" --parallel "$(job_count)" --target benchmark >&2
/usr/bin/python3 "$root/tests/benchmark/table.py" --program "$build/tests/benchmark" --build "$build" "$@"
