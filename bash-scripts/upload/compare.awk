# Part of upload-images.sh. Reads the listing of the bucket (each line a JSON string: ETag, size, key) and the local files
# (each line: size, tab, key), and prints `INDEX CLASS TYPE ETAG` for each file. Class 1: files about the data set; 2:
# labels; 3: images, as in src/dataset/layout.ts. ETAG: of the object with the same key and size, or -. Keys are encoded
# as in JSON.

function ending_at(key) { return match(key, /[^\/]\.[^.\/]*$/) ? RSTART + 1 : length(key) + 1 }
function stem(key) { return substr(key, 1, ending_at(key) - 1) }
function base(key) { sub(/.*\//, "", key); return key }
function folder(key) { return match(key, /.*\//) ? substr(key, 1, RLENGTH) : "" }
# Notes where the mask of an image may lie: replaces the last folder that matches (in the new name, & is the old one).
function note_mask(key, pattern, other,    parts, n, i, path) {
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
tolower($2) ~ /\.(jpe?g|jpe|jfif|mpo|png|webp|tiff?|gif|avif|bmp|dib|heic|heif|hif)$/ {
  image[NR] = 1; named[stem(base($2))] = 1
  mask[stem($2) "_mask"] = 1
  n = split("masks instances annotations labels", kinds, " ")
  for (i = 1; i <= n; i++) note_mask($2, "^[Ii][Mm][Aa][Gg][Ee][Ss]?$", kinds[i])
  note_mask($2, "^JPEGImages$", "SegmentationClass"); note_mask($2, "^JPEGImages$", "SegmentationObject")
  note_mask($2, "^(train|val|test)$", "&annot")
}
END {
  split("jpg image/jpeg jpeg image/jpeg jpe image/jpeg jfif image/jpeg png image/png webp image/webp tif image/tiff " \
    "tiff image/tiff gif image/gif avif image/avif bmp image/bmp dib image/bmp mpo image/mpo heic image/heic " \
    "heif image/heif hif image/heif txt text/plain names text/plain data text/plain " \
    "csv text/csv xml application/xml json application/json yaml application/yaml yml application/yaml", pairs, " ")
  for (i = 1; i in pairs; i += 2) types[pairs[i]] = pairs[i + 1]
  # Every image in a folder of masks is a mask. In a folder of images, a mask has the ending _mask.
  for (i in image) if (stem(key_of[i]) in mask && stem(key_of[i]) !~ /_mask$/) masks[folder(key_of[i])] = 1
  for (i = first; i <= NR; i++) {
    key = key_of[i]; kind = tolower(substr(key, ending_at(key) + 1)); class = 1
    if (i in image) class = folder(key) in masks || stem(key) in mask ? 2 : 3
    else if (kind ~ /^(txt|xml|json)$/ && stem(base(key)) in named) class = 2
    split(there[ENVIRON["quoted_prefix"] key], found, " ")
    print i - first, class, kind in types ? types[kind] : "application/octet-stream", \
      found[1] == size_of[i] && found[1] != "" ? found[2] : "-"
  }
}
