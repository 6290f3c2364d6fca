// The inner loops of SLIC superpixels, in double precision.

/** A centre: its column and row, then the sums of those of its pixels, and their number. All are whole numbers, as doubles. */
const CENTRE: usize = 40;

/** What a step of the grid weighs beside the way from black to white. */
const COMPACTNESS: f64 = 10;

/**
 * Gives each centre, one after another, all pixels within `step` of it that are nearer to it than to the one that they had: by
 * the square of the difference of colours, and that of the distance in steps. `colours`: doubles; `labels`: numbers of centres;
 * `distances`: doubles.
 */
export function claimPixels(
  colours: usize, channels: i32, width: i32, height: i32, centres: usize, count: i32, step: i32, labels: usize, distances: usize,
): void {
  if (channels == 1) claim<i8>(colours, width, height, centres, count, step, labels, distances);
  else claim<i32>(colours, width, height, centres, count, step, labels, distances);
}

/** Grey for a type of one byte, else RGB. */
@inline
function claim<Kind>(
  colours: usize, width: i32, height: i32, centres: usize, count: i32, step: i32, labels: usize, distances: usize,
): void {
  const isGrey = sizeof<Kind>() == 1;
  const bytes: usize = isGrey ? 8 : 24;
  const area = <f64>(step * step);
  for (let label = 0; label < count; label++) {
    const centre = centres + <usize>label * CENTRE;
    const x = <i32>load<f64>(centre);
    const y = <i32>load<f64>(centre, 8);
    const own = colours + <usize>(y * width + x) * bytes;
    const red = load<f64>(own);
    const green = isGrey ? 0 : load<f64>(own, 8);
    const blue = isGrey ? 0 : load<f64>(own, 16);
    const left = max(0, x - step);
    const right = min(width, x + step + 1);
    for (let row = max(0, y - step), end = min(height, y + step + 1); row < end; row++) {
      const rows = (row - y) * (row - y);
      for (let column = left; column < right; column++) {
        const pixel = <usize>(row * width + column);
        const colour = colours + pixel * bytes;
        let difference = load<f64>(colour) - red;
        let distance = difference * difference;
        if (!isGrey) {
          difference = load<f64>(colour, 8) - green;
          distance += difference * difference;
          difference = load<f64>(colour, 16) - blue;
          distance += difference * difference;
        }
        distance += COMPACTNESS * (<f64>(rows + (column - x) * (column - x)) / area);
        if (distance < load<f64>(distances + (pixel << 3))) {
          store<f64>(distances + (pixel << 3), distance);
          store<i32>(labels + (pixel << 2), label);
        }
      }
    }
  }
}

/** Moves each centre to the mean of its pixels, rounded down. A centre without pixels stays, and a pixel without a centre does not count. */
export function moveCentres(labels: usize, width: i32, height: i32, centres: usize, count: i32): void {
  const end = centres + <usize>count * CENTRE;
  for (let centre = centres; centre < end; centre += CENTRE) memory.fill(centre + 16, 0, 24);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++, labels += 4) {
      const label = load<i32>(labels);
      if (label < 0) continue;
      const centre = centres + <usize>label * CENTRE;
      store<f64>(centre, load<f64>(centre, 16) + <f64>column, 16);
      store<f64>(centre, load<f64>(centre, 24) + <f64>row, 24);
      store<f64>(centre, load<f64>(centre, 32) + 1, 32);
    }
  }
  for (let centre = centres; centre < end; centre += CENTRE) {
    const pixels = load<f64>(centre, 32);
    if (pixels == 0) continue;
    store<f64>(centre, floor(load<f64>(centre, 16) / pixels));
    store<f64>(centre, floor(load<f64>(centre, 24) / pixels), 8);
  }
}
