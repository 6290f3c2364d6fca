# shellcheck shell=bash disable=SC2034 # the scripts that source this file use its variables
# Part of deploy.sh and destroy.sh: checks before anything is changed.

project=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
# Never a global installation: the template depends on CDK's version.
cdk=${AUGMENT_CDK:-$project/node_modules/.bin/cdk}

say() { printf '%s\n' "$*" >&2; }
die() { # CODE MESSAGE
  say "$(basename -- "$0"): $2"
  exit "$1"
}

# The AWS CLI and CDK read different variables.
use_region() { export AWS_REGION=$1 AWS_DEFAULT_REGION=$1; }

check_tools() {
  local major
  command -v node >/dev/null && command -v npm >/dev/null || die 2 "Node is needed: https://nodejs.org, version 20.19 or later"
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || die 2 "Node $(node --version) is too old; version 20.19 or later is needed"
  command -v aws >/dev/null || die 2 "the AWS CLI is needed: https://aws.amazon.com/cli/ (or: pip install awscli)"
  if [ ! -d "$project/node_modules" ]; then
    say "installing the project's packages"
    (cd "$project" && npm ci --no-audit --no-fund) || die 1 "\`npm ci\` failed in $project"
  fi
}

# Sets account and region. Finds wrong credentials now, not minutes later.
check_account() {
  region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region 2>/dev/null)}}
  [ -n "$region" ] || die 2 "no region: use --region eu-central-1, or set AWS_REGION"
  use_region "$region"
  account=$(aws sts get-caller-identity --query Account --output text 2>&1) ||
    die 2 "no access to AWS: $(printf %s "$account" | tr -s '\n' ' '); set AWS_PROFILE, run \`aws configure\`, or renew the credentials by \`aws sso login\`"
}
