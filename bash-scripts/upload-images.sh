#!/usr/bin/env bash
# Uploads a folder of images, labels and data-set files to a bucket, except what is already there. See docs/upload.md.
# Runs on Bash 3.2 of macOS: no associative arrays, no mapfile, no wait -n.
set -uo pipefail

parts=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/upload" && pwd) || exit 2
# shellcheck source=upload/files.sh
. "$parts/files.sh"
# shellcheck source=upload/plan.sh
. "$parts/plan.sh"
# shellcheck source=upload/transfer.sh
. "$parts/transfer.sh"

usage() {
  cat <<'END'
upload-images.sh DIR BUCKET [options]

Uploads the files of DIR to s3://BUCKET/raw-images/, with their relative paths: first the files about the data set
(data.yaml, COCO JSON, lists), then label files, then images. Run it again after an interruption, or after files were
added or changed: it uploads only what is missing. It skips hidden files and links that lead out of DIR.

  --prefix PREFIX      upload below this prefix (default: raw-images)
  --jobs N             run so many AWS commands at a time (default: 4)
  --dry-run            only list what would be uploaded
  --region, --profile, --endpoint-url VALUE
                       as for the AWS CLI; its other settings and variables apply too
  --help

Exit codes: 0 everything is uploaded; 1 something failed; 2 wrong usage, no access, or no files; 130 interrupted.

  upload-images.sh images my-bucket
  upload-images.sh images my-bucket --dry-run
  upload-images.sh images my-bucket --profile work --region eu-central-1 --jobs 8
END
}

say() { printf '%s\n' "$*" >&2; }
die() {
  say "upload-images.sh: $*"
  exit 2
}

read_arguments() {
  local words=()
  prefix=raw-images jobs=4 dry_run='' options=()
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix | --jobs | --region | --profile | --endpoint-url) [ $# -gt 1 ] || die "$1 needs a value" ;;
    esac
    case $1 in
      --help | -h) usage && exit 0 ;;
      --dry-run) dry_run=yes ;;
      --prefix) prefix=$2 && shift ;;
      --jobs) jobs=$2 && shift ;;
      --region | --profile | --endpoint-url) options+=("$1" "$2") && shift ;;
      --) shift && words+=("$@") && break ;;
      -*) die "unknown option $1; see --help" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  [ ${#words[@]} -eq 2 ] || die "a folder and a bucket are needed: upload-images.sh DIR BUCKET; see --help"
  bucket=${words[1]#s3://} && bucket=${bucket%/}
  case $bucket in '' | */*) die "\"${words[1]}\" is not a bucket's name; use --prefix for a part of the bucket" ;; esac
  case $jobs in '' | *[!0-9]* | 0* | ???*) die "--jobs must be a number from 1 to 99, not \"$jobs\"" ;; esac
  while [ "${prefix#/}" != "$prefix" ]; do prefix=${prefix#/}; done
  while [ "${prefix%/}" != "$prefix" ]; do prefix=${prefix%/}; done
  prefix=${prefix:+$prefix/}
  case ${words[0]} in /*) ;; *) words[0]=./${words[0]} ;; esac # a folder's name may be -
  CDPATH='' cd -- "${words[0]}" 2>/dev/null || die "cannot open the folder ${words[0]}"
  root=$(pwd -P && printf x) && root=${root%?x}
}

# The work folder's name depends on the destination, so a later upload to the same prefix finds it: after a kill -9, AWS
# commands may still run, and a listing is complete only after they have ended.
claim_work_folder() {
  local id owner pid notified=''
  id=$(printf '%s' "${options[*]-} ${AWS_ENDPOINT_URL-} $bucket/$prefix" | cksum | tr -d ' ')
  work=${TMPDIR:-/tmp}/augment-upload-$UID-$id
  until mkdir -m 700 "$work" 2>/dev/null; do
    [ -d "$work" ] && [ -O "$work" ] && [ ! -L "$work" ] || die "cannot make the temporary folder $work"
    [ -s "$work/pid" ] || sleep 1
    owner=$(cat "$work/pid" 2>/dev/null)
    if [ -n "$owner" ] && is_alive "$owner"; then
      die "process $owner already uploads to s3://$bucket/$prefix; wait until it ends (if $owner is another program: rm -r $work)"
    fi
    cat "$work"/worker.* 2>/dev/null | while read -r pid; do
      while is_alive "$pid"; do
        [ -n "$notified" ] || say "waiting for uploads of a killed run"
        notified=yes && sleep 0.2
      done
    done
    rm -rf "$work"
  done
  printf '%s\n' $$ >"$work/pid" || die "cannot write to $work"
}

work_through() { # TASKS NUMBER: every JOBS-th task
  local how type indices turn=0
  worker=$2
  trap '' INT # Ctrl+C reaches all processes of the terminal; the main process ends the others
  trap 'kill "$child" 2>/dev/null' TERM
  while read -r how type indices <&3; do
    [ $((turn++ % jobs)) -eq "$worker" ] || continue
    may_go_on || break
    if [ "$how" = batch ]; then
      # shellcheck disable=SC2086 # each number is an argument
      upload_batch "$type" $indices
    else
      upload_one "$indices" "$type" "$how"
    fi
  done 3<"$1"
}

count_results() { cat "$work"/results.* 2>/dev/null | wc -l | tr -d ' '; }

report_progress() {
  trap 'exit' TERM
  while may_go_on; do
    if [ -t 2 ]; then
      printf '\r%s of %s files' "$(count_results)" ${#files[@]} >&2 && pause 1
    else
      pause 10 && say "$(count_results) of ${#files[@]} files"
    fi
  done
}

# shellcheck disable=SC2329 # called by the trap in main
interrupted() {
  stopped=yes
  : >"$work/stop"
  kill "$child" ${workers[@]+"${workers[@]}"} 2>/dev/null
}

run_workers() { # TASKS
  local number
  workers=()
  for ((number = 0; number < jobs; number++)); do
    work_through "$1" "$number" &
    workers+=($!)
    printf '%s\n' $! >"$work/worker.$number"
  done
  # A signal ends `wait`, but not the workers.
  for number in "${workers[@]}"; do while kill -0 "$number" 2>/dev/null; do wait "$number"; done; done
}

upload() {
  local class
  report_progress &
  reporter=$!
  for class in 1 2 3; do
    if [ -z "$dry_run$etags" ] && may_go_on && grep -q "^$class batch " "$work/plan"; then try_one $class; fi
    tasks_of $class >"$work/tasks"
    if [ -s "$work/tasks" ] && may_go_on; then run_workers "$work/tasks"; fi
  done
  { kill "$reporter" && wait "$reporter"; } 2>/dev/null
  [ ! -t 2 ] || printf '\r%s of %s files\n' "$(count_results)" ${#files[@]} >&2
}

# Prints every failure with its reason, then one line of numbers.
summarise() {
  local status index why done='uploaded'
  [ -z "$dry_run" ] || done='to be uploaded'
  cat "$work"/results.* >"$work/results" 2>/dev/null
  while IFS=$'\t' read -r status _ index why; do
    case $status in
      failed) say "failed: $quoted_prefix${names[index]}: $why" ;;
      uploaded) [ -z "$dry_run" ] || printf '%s\n' "$quoted_prefix${names[index]}" ;;
    esac
  done < <(LC_ALL=C sort -t "$(printf '\t')" -k3,3n "$work/results")
  if [ -s "$work/stop" ]; then say "stopped, because every other upload would fail too: $(cat "$work/stop")"; fi
  awk -F '\t' -v all=${#files[@]} -v did="$done" -v seconds=$SECONDS '
    { count[$1]++; bytes[$1] += $2 }
    END {
      failed = count["failed"] + count["unread"]; left = all + count["unread"] - NR
      printf "%d %s (%.0f bytes), %d already there, %d failed", count["uploaded"], did, bytes["uploaded"], count["there"], failed
      if (left) printf ", %d not finished: run it again", left
      printf "; %d s\n", seconds
      exit failed + left > 0
    }' "$work/results"
}

main() {
  worker=main child='' stopped='' workers=() etags='' reporter=''
  read_arguments "$@"
  find_tools
  claim_work_folder
  trap '[ -z "$reporter" ] || kill "$reporter" 2>/dev/null; rm -rf "$work"' EXIT
  trap interrupted INT TERM HUP
  quote "$prefix" && quoted_prefix=$REPLY
  : >"$work/results.$worker"
  find_files
  list_bucket
  [ -n "$stopped" ] || plan
  [ -n "$stopped" ] || upload
  summarise
  local status=$?
  [ -z "$stopped" ] || status=130
  exit $status
}

main "$@"
