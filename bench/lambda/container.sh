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
# Node may lie in what is about to be covered.
touch "$folder/node"
mount --bind -o ro "$node" "$folder/node"
mkdir -p /opt /var/task 2>/dev/null || { mount -t tmpfs -o mode=755 tmpfs /var && mkdir -p /var/task; }
mount --bind -o ro "$folder/task" /var/task
mount --bind -o ro "$folder/opt" /opt
cd /var/task
STARTED=$EPOCHREALTIME exec "$folder/node" "$@" 3>&1 >>"$folder/log"
