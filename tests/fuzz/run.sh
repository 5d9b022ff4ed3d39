#!/bin/bash
# Fuzzes the readers of files that strangers made, with libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer, one after
# the other on one core. Ends with an error at the first finding, whose input stays in the build folder.
#   tests/fuzz/run.sh [SECONDS [TARGET...]]      60 seconds each of pth, safetensors, tfjs, the formats of images
#   and the readers of annotations
# $GRAFT_BUILD: the build folder (build/ in the checkout).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/support/install.sh"
seconds=${1:-60}
[ $# -eq 0 ] || shift
images='jpeg png gif bmp pnm webp tiff'
annotations='coco csv yolo voc mask'
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- pth safetensors tfjs $images $annotations

install_missing clang++=clang python3=python3 libtorch-dev libstb-dev libjpeg-dev libwebp-dev libtiff-dev zlib1g-dev libpugixml-dev
install_missing "libclang-rt-$(clang++ -dumpversion | cut -d. -f1)-dev"
build=${GRAFT_BUILD:-$root/build}/fuzz
mkdir -p "$build"
build=$(cd "$build" && pwd)
python3 "$root/tests/fuzz/seeds.py" "$build/seeds"

# LibTorch is not instrumented, so the size of a container that it has touched may be news to AddressSanitizer.
export ASAN_OPTIONS=detect_container_overflow=0:allocator_may_return_null=0 UBSAN_OPTIONS=print_stacktrace=1 OMP_NUM_THREADS=1
compile=(clang++ -std=c++20 -O1 -gline-tables-only -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined)
! command -v ccache >/dev/null || compile=(ccache "${compile[@]}")
folders=(-DGRAFT_HAS_ZLIB -I"$root/include" -isystem /usr/include/torch/csrc/api/include)
decoders=(-isystem /usr/include/stb -DGRAFT_HAS_JPEG_TURBO -DGRAFT_HAS_WEBP -DGRAFT_HAS_TIFF)
for target in "$@"; do
  source=$target options=() libraries=(-ltorch -ltorch_cpu -lc10 -lz -lpthread)
  case " $images " in
    *" $target "*) source=images options=("${decoders[@]}" "-DGRAFT_FUZZ_FORMAT=$target") libraries=(-ljpeg -lwebpdemux -lwebp -ltiff -lz) ;;
  esac
  case " $annotations " in
    *" $target "*)
      source=annotations options=("${decoders[@]}" -DGRAFT_HAS_PUGIXML "-DGRAFT_FUZZ_READER=$target")
      libraries=(-ljpeg -lwebpdemux -lwebp -ltiff -lz -lpugixml)
      ;;
  esac
  "${compile[@]}" "${folders[@]}" "${options[@]}" -c "$root/tests/fuzz/$source.cpp" -o "$build/$target.o"
  clang++ -fsanitize=fuzzer,address,undefined "$build/$target.o" -o "$build/$target" "${libraries[@]}"
  mkdir -p "$build/corpus/$target"
  say "fuzzing $target for $seconds seconds"
  # Inputs of 64 KiB at most, and no single allocation above 16 MiB, or above what 64 KiB can unpack to.
  limit=16
  [ "$target" != pth ] || limit=96
  "$build/$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -malloc_limit_mb="$limit" -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$build/$target-" "$build/corpus/$target" "$build/seeds/$target"
done
