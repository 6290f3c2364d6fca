# shellcheck shell=bash disable=SC2034,SC2154 # parts of upload-images.sh share variables
# Part of upload-images.sh: decides what to upload, in which order and how.

readonly LARGEST=5368709120 # bytes, the limit of one PutObject
readonly LONE=8388608       # bytes; from this size on, `aws s3 cp` uploads in parts, and the ETag is no MD5
readonly BATCH=100          # files that one `aws s3 cp` uploads

# One listing shows what is there, and checks bucket and credentials before the first upload.
list_bucket() {
  local query="Contents[].join(' ', [ETag, to_string(Size), Key])" why
  call s3api list-objects-v2 --bucket "$bucket" --prefix "$prefix" --query "$query" --output json
  local status=$?
  [ -z "$stopped" ] || return
  [ $status -ne 0 ] || { mv "$work/out.$worker" "$work/listing" && return; }
  why=$(reason)
  case $why in
    *NoSuchBucket* | *'(404)'*) die "the bucket $bucket does not exist: $why" ;;
    *'locate credentials'*) die "no AWS credentials: set AWS_PROFILE, or run \`aws configure\`: $why" ;;
    *AccessDenied* | *'(403)'*) die "no access to s3://$bucket: s3:ListBucket and s3:PutObject are needed: $why" ;;
    *Expired* | *expired* | *InvalidAccessKeyId* | *SignatureDoesNotMatch* | *InvalidToken*)
      die "AWS refuses these credentials; renew them, for example by \`aws sso login\`: $why" ;;
    *) die "cannot list s3://$bucket/$prefix: $why" ;;
  esac
}

# Writes the plan, a line for each file to upload: `CLASS HOW TYPE INDEX`. HOW is batch, one, or check (may be there).
plan() {
  local index class type etag how md5
  for ((index = 0; index < ${#files[@]}; index++)); do printf '%s\t%s\n' "${sizes[index]}" "${names[index]}"; done >"$work/local"
  LC_ALL=C quoted_prefix=$quoted_prefix awk -F '\t' -f "$parts/compare.awk" "$work/listing" "$work/local" >"$work/compared" ||
    die "the listing of s3://$bucket/$prefix cannot be compared with the files"
  while read -r index class type etag; do
    [ "$etag" = - ] || printf './%s\0' "${files[index]}"
  done <"$work/compared" >"$work/list"
  if [ -s "$work/list" ]; then of_each "$work/list" "${md5_of[@]}"; fi >"$work/md5s"
  while read -r index class type etag; do
    how="batch"
    [ "${sizes[index]}" -lt "$LONE" ] || how=one
    if [ "$etag" != - ]; then
      how=check
      read -r md5 <&4
      md5=${md5#\\} && md5=${md5%% *}
    fi
    if [ "$etag" != - ] && [ "$md5" = "$etag" ]; then
      record there "$index"
      etags=md5
    elif [ "${sizes[index]}" -lt 0 ]; then
      record failed "$index" "it cannot be read"
    elif [ "${sizes[index]}" -gt "$LARGEST" ]; then
      record failed "$index" "larger than 5 GiB, the limit of one upload"
    else
      printf '%s %s %s %s\n' "$class" "$how" "$type" "$index"
    fi
  done <"$work/compared" 4<"$work/md5s" >"$work/plan.unsorted"
  LC_ALL=C sort -k1,1n -k2,2 -k3,3 -k4,4n "$work/plan.unsorted" >"$work/plan"
}

# The first upload shows whether this bucket's ETags are MD5s. If not, each file needs its own command.
try_one() { # CLASS
  local class how type index tries=0
  while read -r class how type index <&3; do
    [ "$class" = "$1" ] && [ "$how" = batch ] || continue
    upload_one "$index" "$type"
    may_go_on || return
    if tail -n 1 "$work/results.$worker" | grep -q '^uploaded'; then
      REPLY=$("${md5_of[@]}" "./${files[index]}") && REPLY=${REPLY#\\}
      if grep -q "${REPLY%% *}" "$work/out.$worker"; then etags=md5; else etags=other; fi
      break
    fi
    tries=$((tries + 1))
    [ $tries -lt 3 ] || break
  done 3<"$work/plan"
  if [ $tries -eq 3 ] && [[ $(reason) =~ AccessDenied ]]; then
    die "no access: s3:PutObject on s3://$bucket/$prefix* is needed: $(reason)"
  fi
  awk -v etags="$etags" 'NR == FNR { done[$3]; next } $4 in done { next } $2 == "batch" && etags == "other" { $2 = "one" } 1' \
    "$work/results.$worker" "$work/plan" >"$work/plan.rest" && mv "$work/plan.rest" "$work/plan"
}

# Prints the tasks of a class, `HOW TYPE INDEX…`: large, since the CLI starts slowly, but enough for all workers.
tasks_of() { # CLASS
  awk -v class="$1" -v jobs="$jobs" -v most=$BATCH '
    $1 != class { next }
    NR == FNR { batched += $2 == "batch"; next }
    { size = int((batched + jobs - 1) / jobs); if (size > most) size = most }
    $2 == "batch" && type == $3 && count < size { line = line " " $4; count++; next }
    { if (line) print line; line = $2 " " $3 " " $4; type = $2 == "batch" ? $3 : ""; count = 1 }
    END { if (line) print line }' "$work/plan" "$work/plan"
}
