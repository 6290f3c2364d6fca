# shellcheck shell=bash disable=SC2034,SC2154 # parts of upload-images.sh share variables
# Part of upload-images.sh: calls the AWS CLI.

readonly ATTEMPTS=3
# Errors that every other upload would have too, and errors that a retry cannot solve.
readonly HOPELESS='ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|NoSuchBucket|locate credentials|[Tt]oken has expired|PermanentRedirect|could not be found|SSO|InvalidClientTokenId|RequestTimeTooSkewed'
readonly PERMANENT='AccessDenied|\(403\)|KeyTooLong|EntityTooLarge|InvalidArgument|InvalidRequest|No such file|Permission denied|codec|Parameter validation|surrogate'

# Runs the AWS CLI as the process $child, so that an interruption can end it. Its output is in out.* and err.*.
call() {
  aws ${options[@]+"${options[@]}"} "$@" </dev/null >"$work/out.$worker" 2>"$work/err.$worker" &
  child=$!
  wait "$child"
  local status=$?
  if [ $status -gt 128 ]; then wait "$child"; fi # a signal ended `wait`; now wait for the process
  child=''
  return $status
} 2>/dev/null # hides Bash's message about a process that a signal ended

reason() { tr -s '\n\t ' ' ' <"$work/err.$worker" | sed -e 's/^ //' -e 's/ $//'; }

record() { # uploaded|there|failed INDEX [REASON]
  printf '%s\t%s\t%s\t%s\n' "$1" "${sizes[$2]-0}" "$2" "${3-}" >>"$work/results.$worker"
}

# False after an interruption, after an error of every upload, and after a kill of the main process.
may_go_on() { [ ! -e "$work/stop" ] && is_alive $$; }

# A killed process remains as a zombie until its parent waits for it, perhaps forever.
is_alive() { kill -0 "$1" 2>/dev/null && [[ $(ps -o stat= -p "$1" 2>/dev/null) != *Z* ]]; }

pause() {
  sleep "$1" >/dev/null 2>&1 &
  child=$!
  wait "$child"
}

# Uploads a file, with its SHA-256 as metadata: with some kinds of encryption the ETag is no MD5.
upload_one() { # INDEX TYPE [check]
  local index=$1 type=$2 path=./${files[$1]} key=$prefix${files[$1]} sha256 why attempt
  sha256=$("${sha256_of[@]}" <"$path" 2>/dev/null) && sha256=${sha256%% *}
  [ -n "$sha256" ] || { record failed "$index" "it cannot be read" && return; }
  if [ "${3-}" = check ] && call s3api head-object --bucket "$bucket" --key="$key" --query 'Metadata.sha256' --output text; then
    if [ "$(cat "$work/out.$worker")" = "$sha256" ]; then record there "$index" && return; fi
  fi
  if [ -n "$dry_run" ]; then
    record uploaded "$index"
    return
  fi
  for ((attempt = 1; ; attempt++)); do
    may_go_on || return
    if call s3api put-object --bucket "$bucket" --key="$key" --body "$path" --content-type "$type" \
      --metadata "sha256=$sha256" --query ETag --output text; then
      record uploaded "$index" && return
    fi
    why=$(reason)
    if [[ $why =~ $HOPELESS ]]; then printf '%s\n' "$why" >"$work/stop"; fi
    may_go_on || return
    if [ $attempt -eq $ATTEMPTS ] || [[ $why =~ $PERMANENT ]]; then
      record failed "$index" "${why:-aws ended without a message}" && return
    fi
    pause $((attempt * attempt))
  done
}

# Uploads many files by one command, since the CLI starts slowly. The command gets a folder of links to the files.
upload_batch() { # TYPE INDEX…
  local type=$1 index folder why output here="$work/batch.$worker"
  shift
  if [ -n "$dry_run" ]; then
    for index in "$@"; do record uploaded "$index"; done
    return
  fi
  mkdir -p "$here"
  for index in "$@"; do
    folder=$here/${files[index]}
    mkdir -p "${folder%/*}" && ln -s "${root%/}/${files[index]}" "$here/${files[index]}"
  done
  if call s3 cp "$here" "s3://$bucket/$prefix" --recursive --no-progress --content-type "$type"; then
    for index in "$@"; do record uploaded "$index"; done
  else
    why=$(reason)
    if [[ $why =~ $HOPELESS ]]; then printf '%s\n' "$why" >"$work/stop"; fi
    output=$(cat "$work/out.$worker" && printf x)
    for index in "$@"; do
      case $output in
        *" to s3://$bucket/$prefix${files[index]}"$'\n'*) record uploaded "$index" ;;
        *) if may_go_on; then upload_one "$index" "$type"; fi ;; # finds the error of this file
      esac
    done
  fi
  rm -rf "$here"
}
