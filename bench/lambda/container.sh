#!/usr/bin/env bash
# container.sh FOLDER NODE ARGUMENTS...: runs Node where the folder's task/ is /var/task and its opt/ is /opt, as Lambda
# runs functions, and says in STARTED when, in seconds. What it writes to its output goes to the folder's log, as a
# function's does; descriptor 3 leads to where the output was.
set -euo pipefail

if [ "$1" != --inside ]; then
  # Root may mount; another user may where the kernel grants user namespaces.
  if [ "$(id -u)" = 0 ]; then map=(); else map=(--map-root-user); fi
  exec unshare --mount "${map[@]}" -- "$0" --inside "$@"
fi

folder=$2
node=$3
shift 3
exec 4>>"$folder/log"
# /var is put together elsewhere first, as the folder or Node may lie in what it covers.
mkdir -p "$folder/var"
mount -t tmpfs -o mode=755 tmpfs "$folder/var"
mkdir -p "$folder/var/task" "$folder/var/lang/bin"
touch "$folder/var/lang/bin/node"
mount --bind -o ro "$node" "$folder/var/lang/bin/node"
mount --bind -o ro "$folder/task" "$folder/var/task"
mount --bind -o ro "$folder/opt" /opt
mount --rbind "$folder/var" /var
cd /var/task
STARTED=$EPOCHREALTIME exec /var/lang/bin/node "$@" 3>&1 >&4 4>&-
