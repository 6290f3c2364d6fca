#!/usr/bin/env bash
# Removes the stack of deploy.sh, and says what stays.
set -uo pipefail

usage() {
  cat <<'END'
destroy.sh [options] [-- options of `cdk destroy`]

Removes the stack: the functions, the queues, the alarms. Buckets stay with all images, outputs and Records. A later
deploy.sh --bucket NAME --existing-bucket continues with them.

  --stack NAME          the stack's name (default: AugmentOnDemand)
  --region, --profile   as for the AWS CLI
  --yes                 do not ask
  --help

Exit codes: 0 removed; 1 something failed; 2 wrong usage, no such stack, or not confirmed; 130 interrupted.
END
}

# shellcheck source=deploy/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/deploy/common.sh" || exit 2

read_arguments() {
  stack=AugmentOnDemand yes='' passed=()
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --yes) yes=yes && shift && continue ;;
      --) shift && passed=("$@") && break ;;
    esac
    [ $# -gt 1 ] || die 2 "$1 needs a value, or is unknown; see --help"
    case $1 in
      --stack) stack=$2 ;;
      --region) use_region "$2" ;;
      --profile) export AWS_PROFILE=$2 ;;
      *) die 2 "unknown option $1; see --help" ;;
    esac
    shift 2
  done
}

output_of_stack() {
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" 2>/dev/null
}

check_stack() {
  local why
  why=$(aws cloudformation describe-stacks --stack-name "$stack" 2>&1 >/dev/null) && return
  case $why in *'does not exist'*) die 2 "the stack $stack does not exist in $region" ;; esac
  die 1 "cannot describe the stack $stack: $(printf %s "$why" | tr -s '\n' ' ')"
}

confirm() {
  local answer
  [ -z "$yes" ] || return
  [ -t 0 ] || die 2 "nothing was removed: there is no terminal for the confirmation; use --yes"
  printf 'Remove the stack %s from the account %s in %s? [y/N] ' "$stack" "$account" "$region" >&2
  read -r answer
  case $answer in y | Y | yes) ;; *) die 2 "nothing was removed" ;; esac
}

main() {
  local buckets bucket
  read_arguments "$@"
  check_tools
  check_account
  check_stack
  buckets=$(printf '%s\n%s\n' "$(output_of_stack BucketName)" "$(output_of_stack OutputBucketName)" | sort -u | sed '/^$/d')
  say "The stack $stack will be removed with its functions, queues and alarms. Images that wait in its queues will not be augmented."
  for bucket in $buckets; do say "s3://$bucket stays with all its objects (unless it is empty and was deployed with --removal destroy)."; done
  confirm
  # This app knows only the stack's name, so removing needs no build.
  (cd "$project" && STACK_NAME=$stack "$cdk" destroy "$stack" --app "node scripts/stack-name.mjs" --force \
    ${passed[@]+"${passed[@]}"}) || die 1 "\`cdk destroy\` failed; see its messages above"
  say "$stack is removed."
  for bucket in $buckets; do
    say "To remove s3://$bucket too: empty it in the S3 console (with all versions), then run \`aws s3 rb s3://$bucket\`."
  done
}

main "$@"
