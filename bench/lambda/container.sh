#!/usr/bin/env bash
# container.sh FOLDER NODE ARGUMENTS...: runs Node as Lambda runs functions: the folder's task/ is /var/task, and its opt/
# is /opt. STARTED is the time of the start in seconds. The output of Node goes to the folder's log; descriptor 3 is the
# output of this script.
set -euo pipefail

if [ "$1" != --inside ]; then
  # Root may mount. Other users may if the kernel permits user namespaces.
  if [ "$(id -u)" = 0 ]; then map=(); else map=(--map-root-user); fi
  exec unshare --mount "${map[@]}" -- "$0" --inside "$@"
fi

folder=$2
node=$3
shift 3
exec 4>>"$folder/log"
# /var is built elsewhere first, because the mount may hide the folder or Node.
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
