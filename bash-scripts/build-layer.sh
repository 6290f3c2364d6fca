#!/usr/bin/env bash
# Builds the Lambda layer with the function's binaries for one architecture. The same versions give the same bytes.
set -uo pipefail

usage() {
  cat <<'END'
build-layer.sh [--arch arm64|x86_64] [--out FILE]

Builds layer_content.zip for the function: sharp with libvips, and koffi with libjpeg-turbo, in the versions of
package-lock.json, for Linux with glibc. Runs on any machine and architecture. The same versions give the same bytes.
Needs Node, npm and the npm registry.

  --arch ARCH   arm64 (default) or x86_64 (also: x64)
  --out FILE    default: dist/layer/ARCH/layer_content.zip
  --help

Exit codes: 0 built; 1 something failed; 2 wrong usage, or a tool is missing.
END
}

say() { printf '%s\n' "$*" >&2; }
die() { # CODE MESSAGE
  say "build-layer.sh: $2"
  exit "$1"
}

read_arguments() {
  arch=arm64 out=''
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --arch | --out) [ $# -gt 1 ] || die 2 "$1 needs a value" ;;
      *) die 2 "unknown option $1; see --help" ;;
    esac
    case $1 in --arch) arch=$2 ;; *) out=$2 ;; esac
    shift 2
  done
  # Lambda and npm have different names for the same architecture.
  case $arch in
    arm64 | aarch64) arch=arm64 cpu=arm64 ;;
    x86_64 | x64) arch=x86_64 cpu=x64 ;;
    *) die 2 "--arch must be arm64 or x86_64, not \"$arch\"" ;;
  esac
  out=${out:-$project/dist/layer/$arch/layer_content.zip}
  case $out in /*) ;; *) out=$PWD/$out ;; esac
}

check_tools() {
  local tool
  for tool in node npm; do
    command -v $tool >/dev/null || die 2 "$tool is needed: https://nodejs.org, version 20.19 or later"
  done
  [ -d "$project/node_modules/fflate" ] || die 2 "the project's packages are missing: run \`npm ci\` in $project"
}

install_packages() {
  node "$project/scripts/layer-lock.mjs" $cpu "$work" || die 1 "cannot read the packages to install from package-lock.json"
  (cd "$work" && npm ci --os=linux --cpu=$cpu --libc=glibc --ignore-scripts --omit=dev --no-audit --no-fund --silent) ||
    die 1 "npm could not install sharp and koffi for linux-$cpu; check the access to the npm registry"
  # Remove everything except code, binaries and licences. The licences of libvips are in its README.md.
  find "$work/node_modules" \( -type d \( -name .bin -o -name include -o -path '*/sharp/src' -o -path '*/sharp/install' \
    -o -path '*/semver/bin' -o -path '*/koffi-linux-*/musl_*' \) -prune -exec rm -rf {} + \) -o \( -type f ! -name package.json ! -name versions.json \
    ! -name '*.js' ! -name '*.cjs' ! -name '*.mjs' ! -name '*.node' ! -name '*.so' ! -name '*.so.*' ! -name 'LICEN[CS]E*' \
    ! -path '*/sharp-libvips-*/README.md' -exec rm -f {} + \) || die 1 "cannot remove files in $work"
  find "$work/node_modules" -type d -empty -delete
  if ! mkdir -p "$work/layer/nodejs" || ! mv "$work/node_modules" "$work/layer/nodejs/"; then
    die 1 "cannot write to $work"
  fi
}

add_codec() {
  local from=$project/vendor/jpeg-turbo to=$work/layer/nodejs/vendor/jpeg-turbo binaries=prebuilds/jpeg-turbo-linux-$cpu
  [ -d "$from/$binaries" ] || (cd "$project" && npm run --silent build:vendor) || die 1 "\`npm run build:vendor\` failed"
  if ! mkdir -p "$to/prebuilds" || ! cp "$from/LICENSE" "$from/package.json" "$to/" ||
    ! cp -R "$from/$binaries" "$to/prebuilds/"; then
    die 1 "the JPEG codec for linux-$cpu is not in $from; run \`npm ci && npm run build:vendor\`"
  fi
}

main() {
  project=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd) || exit 2
  read_arguments "$@"
  check_tools
  work=$(mktemp -d) || die 1 "cannot make a temporary folder"
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  install_packages
  add_codec
  node "$project/scripts/check-layer.mjs" $cpu "$work/layer" || exit 1
  mkdir -p "$(dirname -- "$out")" || die 1 "cannot make the folder of $out"
  node "$project/scripts/zip-layer.mjs" "$work/layer" "$out" || die 1 "cannot write $out"
}

main "$@"
