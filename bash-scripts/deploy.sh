#!/usr/bin/env bash
# Builds everything and deploys it to AWS. Its checks before `cdk deploy` give clearer messages than CDK.
set -uo pipefail

usage() {
  cat <<'END'
deploy.sh [options] [-- options of `cdk deploy`]

Builds the function and its layer, and deploys a bucket, a queue and the function AugmentOnDemand. Images and labels
that are uploaded to raw-images/ of the bucket are augmented into augmented-images/. Run it again to change something.

  --bucket NAME          the bucket's name (default: CloudFormation chooses one)
  --existing-bucket      use an existing bucket; its other notifications stay
  --kms-key ARN          the key that the existing bucket is encrypted with
  --output-bucket NAME   write to this existing bucket (default: the same bucket)
  --output-kms-key ARN   the key that the existing output bucket is encrypted with
  --recipe FILE          the recipe, deployed with the code (default: one vertically flipped variant of each image);
                         a change makes every output again
  --recipe-key KEY       instead, the recipe's key in the bucket; a change needs no deploy: after the next upload,
                         every output is made again
  --arch ARCH            arm64 (default) or x86_64
  --stack NAME           the name of the stack and of the function (default: AugmentOnDemand)
  --max-concurrency N    batches of images that are augmented at a time, 2 to 1000 (default: 8, which fits a new account)
  --memory MB            memory of each function, 512 to 10240 (default: 1769); images that were too large are tried again
  --alarm-email ADDRESS  send alarms there; AWS first asks the address for a confirmation
  --minimal              no alarms, no dashboard, no metrics: almost nothing is paid for while nobody uploads
  --removal POLICY       what destroy.sh does with a new bucket: retain (default), or destroy if it is empty
  --layer FILE           use this layer_content.zip instead of building one
  --code-dir DIR         use the function's code in this folder
  --no-build             use the last build
  --region, --profile    as for the AWS CLI
  --yes                  do not ask before preparing the account or changing rights
  --help

Exit codes: 0 deployed; 1 something failed; 2 wrong usage, or a requirement is missing; 130 interrupted.

  deploy.sh --bucket my-images --recipe recipes/detection.yaml
  deploy.sh --bucket my-existing-bucket --existing-bucket --region eu-central-1
END
}

# shellcheck source=deploy/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/deploy/common.sh" || exit 2

absolute() { case $1 in /*) REPLY=$1 ;; *) REPLY=$PWD/$1 ;; esac }

read_arguments() {
  stack=AugmentOnDemand arch=arm64 layer='' recipe='' email='' build=yes yes='' contexts=() passed=()
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --existing-bucket) contexts+=(-c existingBucket=true) && shift && continue ;;
      --minimal) contexts+=(-c minimal=true) && shift && continue ;;
      --no-build) build='' && shift && continue ;;
      --yes) yes=yes && shift && continue ;;
      --) shift && passed=("$@") && break ;;
    esac
    [ $# -gt 1 ] || die 2 "$1 needs a value, or is unknown; see --help"
    case $1 in
      --bucket) contexts+=(-c "bucketName=$2") ;;
      --kms-key) contexts+=(-c "kmsKey=$2") ;;
      --output-bucket) contexts+=(-c "outputBucketName=$2") ;;
      --output-kms-key) contexts+=(-c "outputKmsKey=$2") ;;
      --alarm-email) email=$2 && contexts+=(-c "alarmEmail=$2") ;;
      --recipe)
        [ -f "$2" ] || die 2 "the recipe $2 does not exist"
        absolute "$2" && recipe=$REPLY && contexts+=(-c "recipe=$REPLY")
        ;;
      --recipe-key) contexts+=(-c "recipeKey=$2") ;;
      --max-concurrency) contexts+=(-c "maxConcurrency=$2") ;;
      --memory) contexts+=(-c "memory=$2") ;;
      --removal) contexts+=(-c "removal=$2") ;;
      --code-dir)
        [ -d "$2" ] || die 2 "the folder $2 does not exist"
        absolute "$2" && contexts+=(-c "codeDir=$REPLY")
        ;;
      --layer)
        [ -f "$2" ] || die 2 "the layer $2 does not exist"
        absolute "$2" && layer=$REPLY
        ;;
      --arch) arch=$2 ;;
      --stack) stack=$2 ;;
      --region) use_region "$2" ;;
      --profile) export AWS_PROFILE=$2 ;;
      *) die 2 "unknown option $1; see --help" ;;
    esac
    shift 2
  done
  case $arch in
    arm64 | x86_64) ;;
    x64) arch=x86_64 ;;
    *) die 2 "--arch must be arm64 or x86_64, not \"$arch\"" ;;
  esac
  contexts+=(-c "stackName=$stack" -c "architecture=$arch")
}

build_all() {
  local default=$project/dist/layer/$arch/layer_content.zip
  if [ -n "$build" ]; then
    say "building"
    (cd "$project" && npm run --silent build) || die 1 "\`npm run build\` failed"
  fi
  check_recipe
  if [ -z "$layer" ]; then
    layer=$default
    if [ ! -f "$layer" ] || [ "$project/package-lock.json" -nt "$layer" ]; then
      say "building the layer for $arch"
      "$project/bash-scripts/build-layer.sh" --arch "$arch" --out "$layer" >&2 || die 1 "the layer could not be built"
    fi
  fi
  contexts+=(-c "layerZip=$layer")
}

# Deployed, a broken recipe would stop everything. The command lists its mistakes with their lines.
check_recipe() {
  [ -z "$recipe" ] || node "$project/dist/cli/main.js" recipe check "$recipe" >/dev/null || die 2 "nothing is deployed: the recipe cannot be used"
}

# CDK needs its own bucket in each account and region.
prepare_account() {
  local why answer
  why=$(aws cloudformation describe-stacks --stack-name CDKToolkit --query 'Stacks[0].StackStatus' --output text 2>&1 >/dev/null) &&
    return
  # If even this right is missing, cdk reports what it needs.
  case $why in *'does not exist'*) ;; *) return ;; esac
  if [ -z "$yes" ]; then
    [ -t 0 ] || die 2 "the account $account is not prepared for CDK in $region: run \`npx cdk bootstrap aws://$account/$region --app ''\`, or deploy.sh with --yes"
    printf 'The account %s is not prepared for CDK in %s. Create the bucket and roles of CDK (cdk bootstrap)? [y/N] ' "$account" "$region" >&2
    read -r answer
    case $answer in y | Y | yes) ;; *) die 2 "nothing is deployed" ;; esac
  fi
  # In the project's folder, cdk would synthesise the stack first, without this call's options: a layer may be missing.
  (cd "$work" && "$cdk" bootstrap "aws://$account/$region") || die 1 "\`cdk bootstrap\` failed"
}

deploy() {
  local approval=()
  [ -z "$yes" ] || approval=(--require-approval never)
  (cd "$project" && "$cdk" deploy "$stack" --outputs-file "$work/outputs.json" "${contexts[@]}" \
    ${approval[@]+"${approval[@]}"} ${passed[@]+"${passed[@]}"}) || die 1 "\`cdk deploy\` failed; see its messages above"
}

output() {
  node -e 'console.log(JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))[process.argv[2]]?.[process.argv[3]] ?? "")' \
    "$work/outputs.json" "$stack" "$1"
}

describe_alarms() {
  local dashboard
  dashboard=$(output DashboardUrl)
  if [ -z "$dashboard" ]; then
    echo "none (--minimal)"
  elif [ -n "$email" ]; then
    echo "by mail to $email, once the link in the mail of AWS Notifications is followed; $dashboard"
  else
    echo "sent to nobody (--alarm-email ADDRESS changes that), shown at $dashboard"
  fi
}

main() {
  read_arguments "$@"
  check_tools
  check_account
  work=$(mktemp -d) || die 1 "cannot make a temporary folder"
  trap 'rm -rf "$work"' EXIT
  build_all
  prepare_account
  deploy
  if [ ! -s "$work/outputs.json" ]; then exit 0; fi # for example with `-- --no-execute`
  cat <<END

$stack is deployed to the account $account in $region.

Upload:   bash-scripts/upload-images.sh images $(output BucketName)
Status:   augment status s3://$(output OutputBucketName)/augmented-images
Alarms:   $(describe_alarms)
Logs:     $(output LogGroupName)
          $(output ReconcileLogGroupName)
Remove:   bash-scripts/destroy.sh --stack $stack
END
}

main "$@"
