# shellcheck shell=bash disable=SC2034 # the scripts that source this use what it sets
# Part of deploy.sh and destroy.sh: what has to be there before anything is begun.

project=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd) || exit 2
# Never one that is installed for all: what it makes depends on its version.
cdk=${AUGMENT_CDK:-$project/node_modules/.bin/cdk}

say() { printf '%s\n' "$*" >&2; }
die() { # CODE MESSAGE
  say "$(basename -- "$0"): $2"
  exit "$1"
}

# Under one name the AWS CLI knows it, under the other CDK does.
use_region() { export AWS_REGION=$1 AWS_DEFAULT_REGION=$1; }

check_tools() {
  local major
  command -v node >/dev/null && command -v npm >/dev/null || die 2 "Node is needed: https://nodejs.org, version 20.19 or later"
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || die 2 "Node $(node --version) is too old; version 20.19 or later is needed"
  command -v aws >/dev/null || die 2 "the AWS CLI is needed: https://aws.amazon.com/cli/ (or: pip install awscli)"
  if [ ! -d "$project/node_modules" ]; then
    say "installing the project's own packages"
    (cd "$project" && npm ci --no-audit --no-fund) || die 1 "\`npm ci\` failed in $project"
  fi
}

# account, region: where to. Wrong credentials are found here, not minutes later.
check_account() {
  region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region 2>/dev/null)}}
  [ -n "$region" ] || die 2 "no region: say --region eu-central-1, or set AWS_REGION"
  use_region "$region"
  account=$(aws sts get-caller-identity --query Account --output text 2>&1) ||
    die 2 "no access to AWS: $(printf %s "$account" | tr -s '\n' ' '); set AWS_PROFILE, run \`aws configure\`, or renew them by \`aws sso login\`"
}
