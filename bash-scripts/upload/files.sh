# shellcheck shell=bash disable=SC2034,SC2154 # parts of upload-images.sh share variables
# Part of upload-images.sh: finds the files of the folder.

# The tools' names differ between Linux, macOS and BusyBox.
find_tools() {
  command -v aws >/dev/null || die "the AWS CLI is needed: https://aws.amazon.com/cli/ (or: pip install awscli)"
  if stat -c %s . >/dev/null 2>&1; then size_of=(stat -L -c %s); else size_of=(stat -L -f %z); fi
  if command -v md5sum >/dev/null; then md5_of=(md5sum); else md5_of=(md5 -q); fi
  if command -v sha256sum >/dev/null; then sha256_of=(sha256sum); else sha256_of=(shasum -a 256); fi
  export AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard} AWS_MAX_ATTEMPTS=${AWS_MAX_ATTEMPTS:-5}
  export AWS_PAGER='' PYTHONUTF8=1 # names are UTF-8 in every locale
}

# Sets REPLY to a text encoded as in JSON, like the AWS CLI does it, so that any file name fits on one line.
quote() {
  local backslash="\\" mark='"' code character
  REPLY=$1
  case $REPLY in *[[:cntrl:]]* | *'"'* | *"$backslash"*) ;; *) return ;; esac
  REPLY=${REPLY//"$backslash"/"$backslash$backslash"}
  REPLY=${REPLY//"$mark"/"$backslash$mark"}
  case $REPLY in *[[:cntrl:]]*) ;; *) return ;; esac
  for code in 10n 9t 13r 8b 12f 1 2 3 4 5 6 7 11 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31; do
    printf -v character %b "\\0$(printf %03o "${code%[a-z]}")"
    case $code in *[a-z]) code=$backslash${code#"${code%?}"} ;; *) printf -v code '\\u%04x' "$code" ;; esac
    REPLY=${REPLY//"$character"/"$code"}
  done
}

# Like `augment run`: a link to a file inside the folder counts as that file; any other link is skipped.
leads_inside() {
  local path=$1 target count=0 folder
  while [ -L "$path" ] && [ $((count += 1)) -le 40 ]; do
    target=$(readlink -- "$path" && printf x) && target=${target%?x}
    case $target in /*) path=$target ;; *) path=${path%/*}/$target ;; esac
  done
  folder=$(CDPATH='' cd -P -- "${path%/*}/" 2>/dev/null && pwd -P && printf x) && folder=${folder%?x}
  case $folder/ in "${root%/}"/*) [ -f "$path" ] ;; *) return 1 ;; esac
}

# Sets files (paths below DIR), names (the same, encoded as in JSON) and sizes.
find_files() {
  local path i=0
  files=() names=() sizes=()
  while IFS= read -r -d '' path; do
    quote "${path#./}"
    if [ -L "$path" ] && ! leads_inside "$path"; then
      say "skipped: $REPLY: a link that leads out of the folder, to no file, or to a folder"
    else
      files+=("${path#./}") && names+=("$REPLY")
    fi
  done < <(find . \( -name '.?*' -o -name __MACOSX \) -prune -o \( -type f -o -type l \) -print0 2>"$work/unread")
  [ ${#files[@]} -gt 0 ] || die "$root has no files to upload"
  for path in "${files[@]}"; do printf './%s\0' "$path"; done >"$work/list"
  of_each "$work/list" "${size_of[@]}" >"$work/sizes"
  while read -r "sizes[$i]"; do i=$((i + 1)); done <"$work/sizes"
  while IFS= read -r path; do
    say "$path"
    printf 'unread\t0\t-1\t%s\n' "$path" >>"$work/results.$worker"
  done <"$work/unread"
}

# Prints one line of output for each file of a list, in order. If a file has no output, calls the command for each file.
of_each() { # LIST COMMAND…
  local list=$1 path
  shift
  xargs -0 "$@" <"$list" >"$list.out" 2>/dev/null
  if [ "$(wc -l <"$list.out")" -eq "$(tr -dc '\0' <"$list" | wc -c)" ]; then cat "$list.out" && return; fi
  while IFS= read -r -d '' path; do
    REPLY=$("$@" "$path" 2>/dev/null | head -n 1)
    printf '%s\n' "${REPLY:--1}"
  done <"$list"
}
