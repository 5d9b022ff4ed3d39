# Sourced by tests/run.sh, examples/cat_dog.sh and .ci/run: installs Debian packages that are missing, and builds politely.

say() { printf '%s\n' "$*" >&2; }
die() {
  say "${0##*/}: $*"
  exit 1
}

# install_missing NEED...: a NEED is a package, or command=package where any command of that name will do.
# Installs by apt (with sudo when not root) what is missing, says which, and does nothing when nothing is.
install_missing() {
  local need missing=() as_root=()
  for need in "$@"; do
    case $need in
      *=*) command -v "${need%%=*}" >/dev/null || missing+=("${need#*=}") ;;
      *)
        command -v dpkg-query >/dev/null || continue # not Debian: CMake will say what it cannot find
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$need" 2>/dev/null)" = installed ] || missing+=("$need")
        ;;
    esac
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "missing, and there is no apt-get to install them: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "not root and no sudo; as root, run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing with apt: ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600)
  "${apt[@]}" update >&2 || say "the package lists could not be updated; trying with those at hand"
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >&2 || die "apt could not install: ${missing[*]}"
}

# What every build of graft needs; libcurl, with what it trusts, so that it can download weights; oneDNN, which is fast; what
# decodes images, and zlib for weights that were zipped again, too; what reads annotations.
graft_packages=(g++=g++ cmake=cmake ninja=ninja-build pkg-config=pkg-config libtorch-dev libeigen3-dev libstb-dev
  librange-v3-dev libcli11-dev libcurl4-openssl-dev ca-certificates libdnnl-dev libjpeg-dev libwebp-dev libtiff-dev
  zlib1g-dev libpugixml-dev)

# How many compilers may run at once: one of them takes up to 1.4 GB. $GRAFT_JOBS overrides.
job_count() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  printf '%s\n' "${GRAFT_JOBS:-$((cores < memory ? cores : memory))}"
}
