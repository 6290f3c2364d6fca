// Counts how often values occur. Tables have 32 bits for each value, and begin with what they are added to.

/**
 * Counts of 8-bit samples: sample i is counted in table i mod 12, so that one and three channels need no distinction, and
 * equal neighbours need not wait for each other. `tables`: twelve of 256 counts.
 */
export function countSamples(samples: usize, count: i32, tables: usize): void {
  const end = samples + count;
  for (; samples + 12 <= end; samples += 12) {
    const low = load<u64>(samples);
    const high = load<u32>(samples, 8);
    countIn(tables, <usize>(low & 255));
    countIn(tables + 1024, <usize>((low >> 8) & 255));
    countIn(tables + 2048, <usize>((low >> 16) & 255));
    countIn(tables + 3072, <usize>((low >> 24) & 255));
    countIn(tables + 4096, <usize>((low >> 32) & 255));
    countIn(tables + 5120, <usize>((low >> 40) & 255));
    countIn(tables + 6144, <usize>((low >> 48) & 255));
    countIn(tables + 7168, <usize>(low >> 56));
    countIn(tables + 8192, high & 255);
    countIn(tables + 9216, (high >> 8) & 255);
    countIn(tables + 10240, (high >> 16) & 255);
    countIn(tables + 11264, high >> 24);
  }
  for (; samples < end; samples++, tables += 1024) countIn(tables, load<u8>(samples));
}

/** Counts of 16-bit samples of each channel. `tables`: one of 65,536 counts a channel. */
export function countSamples16(samples: usize, count: i32, channels: i32, tables: usize): void {
  const end = samples + 2 * count;
  if (channels == 1) {
    for (; samples < end; samples += 2) countIn(tables, load<u16>(samples));
    return;
  }
  for (; samples < end; samples += 6) {
    countIn(tables, load<u16>(samples));
    countIn(tables + 0x40000, load<u16>(samples, 2));
    countIn(tables + 0x80000, load<u16>(samples, 4));
  }
}

/**
 * Counts of the bytes of a tile: `rows` and `columns` have the offsets, in bytes, of its rows and columns (32 bits each),
 * which may come in any order. `tables`: four of 256 counts, for columns 0, 1, 2, 3, 0, 1, …
 */
export function countTile(
  samples: usize, rows: usize, height: i32, columns: usize, width: i32, tables: usize,
): void {
  const end = columns + 4 * width;
  for (let y = 0; y < height; y++) {
    const row = samples + load<u32>(rows + 4 * y);
    let column = columns;
    for (; column + 16 <= end; column += 16) {
      countIn(tables, load<u8>(row + load<u32>(column)));
      countIn(tables + 1024, load<u8>(row + load<u32>(column, 4)));
      countIn(tables + 2048, load<u8>(row + load<u32>(column, 8)));
      countIn(tables + 3072, load<u8>(row + load<u32>(column, 12)));
    }
    for (; column < end; column += 4) countIn(tables, load<u8>(row + load<u32>(column)));
  }
}

/** The same for samples of 16 bits, by their nearest level: all in one table of 256 counts. */
export function countTile16(
  samples: usize, rows: usize, height: i32, columns: usize, width: i32, table: usize,
): void {
  const end = columns + 4 * width;
  for (let y = 0; y < height; y++) {
    const row = samples + load<u32>(rows + 4 * y);
    for (let column = columns; column < end; column += 4) {
      countIn(table, (<u32>load<u16>(row + load<u32>(column)) * 255 + 32895) >> 16);
    }
  }
}

@inline
export function countIn(table: usize, value: usize): void {
  const at = table + (value << 2);
  store<u32>(at, load<u32>(at) + 1);
}
