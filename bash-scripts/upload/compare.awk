# Part of upload-images.sh: reads the listing of the bucket (a JSON text a line: ETag, size, key) and a file a line (size,
# tab, key), and prints for each file `INDEX CLASS TYPE ETAG`. Class 1 describes the data set, 2 is a label, 3 a photo, as
# src/dataset/layout.ts has it; the ETag is that of an object of the same key and size, or -. Keys are as JSON has them.

function ending_at(key) { return match(key, /[^\/]\.[^.\/]*$/) ? RSTART + 1 : length(key) + 1 }
function stem(key) { return substr(key, 1, ending_at(key) - 1) }
function base(key) { sub(/.*\//, "", key); return key }
function folder(key) { return match(key, /.*\//) ? substr(key, 1, RLENGTH) : "" }
# Puts another folder (or &, the same with more behind) in the place of the last that fits.
function place(key, pattern, other,    parts, n, i, path) {
  n = split(stem(key), parts, "/")
  for (i = n - 1; i > 0 && parts[i] !~ pattern; i--);
  if (i < 1) return
  sub(pattern, other, parts[i])
  path = parts[1]
  for (i = 2; i <= n; i++) path = path "/" parts[i]
  mask[path] = 1
}
FILENAME ~ /listing$/ {
  if (!match($0, /^ *"/)) next
  line = substr($0, RLENGTH + 1); sub(/",?$/, "", line)
  etag = line; sub(/ .*/, "", etag); gsub(/[^0-9a-f-]/, "", etag)
  sub(/^[^ ]* /, "", line); size = line; sub(/ .*/, "", size); sub(/^[^ ]* /, "", line)
  there[line] = size " " etag
  next
}
{ size_of[NR] = $1; key_of[NR] = $2; if (!first) first = NR }
tolower($2) ~ /\.(jpe?g|jpe|jfif|png|webp|tiff?|gif|avif|bmp)$/ {
  picture[NR] = 1; named[stem(base($2))] = 1
  mask[stem($2) "_mask"] = 1
  n = split("masks instances annotations labels", kinds, " ")
  for (i = 1; i <= n; i++) place($2, "^[Ii][Mm][Aa][Gg][Ee][Ss]?$", kinds[i])
  place($2, "^JPEGImages$", "SegmentationClass"); place($2, "^JPEGImages$", "SegmentationObject")
  place($2, "^(train|val|test)$", "&annot")
}
END {
  split("jpg image/jpeg jpeg image/jpeg jpe image/jpeg jfif image/jpeg png image/png webp image/webp tif image/tiff " \
    "tiff image/tiff gif image/gif avif image/avif bmp image/bmp txt text/plain names text/plain data text/plain " \
    "csv text/csv xml application/xml json application/json yaml application/yaml yml application/yaml", pairs, " ")
  for (i = 1; i in pairs; i += 2) types[pairs[i]] = pairs[i + 1]
  # Whatever lies in a folder of masks is a mask; beside the photos lie only those whose names say so.
  for (i in picture) if (stem(key_of[i]) in mask && stem(key_of[i]) !~ /_mask$/) masks[folder(key_of[i])] = 1
  for (i = first; i <= NR; i++) {
    key = key_of[i]; kind = tolower(substr(key, ending_at(key) + 1)); class = 1
    if (i in picture) class = folder(key) in masks || stem(key) in mask ? 2 : 3
    else if (kind ~ /^(txt|xml|json)$/ && stem(base(key)) in named) class = 2
    split(there[ENVIRON["quoted_prefix"] key], found, " ")
    print i - first, class, kind in types ? types[kind] : "application/octet-stream", \
      found[1] == size_of[i] && found[1] != "" ? found[2] : "-"
  }
}
