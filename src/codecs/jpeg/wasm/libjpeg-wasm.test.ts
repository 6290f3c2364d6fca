import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import type { Subsampling } from '../../../core/image-codec.js';
import type { CoefficientOperation } from '../libjpeg.js';
import { wasmLibJpeg } from './embedded.js';

interface Outcome {
  readonly sha256?: string;
  readonly error?: string;
}

/** What the native library gives: test/reference/make_libjpeg_reference.py. */
interface Reference {
  readonly encodings: readonly (Outcome & {
    readonly width: number;
    readonly height: number;
    readonly channels: 1 | 3;
    readonly quality: number;
    readonly subsampling: Subsampling;
  })[];
  readonly decodings: readonly (Outcome & {
    readonly photo: string;
    readonly scale: 1 | 2 | 4 | 8;
    readonly channels: 1 | 3;
  })[];
  readonly damages: readonly {
    readonly photo: string;
    readonly at: number;
    readonly cut: string;
    readonly changed: string | null;
  }[];
  readonly transforms: readonly (Outcome & {
    readonly width: number;
    readonly height: number;
    readonly subsampling: Subsampling;
    readonly operation: CoefficientOperation;
    readonly crop: readonly [x: number, y: number, width: number, height: number] | null;
    readonly optimize: boolean;
    readonly progressive: boolean;
  })[];
}

const ROOT = new URL('../../../../', import.meta.url);
const reference = JSON.parse(readFileSync(new URL('test/golden/libjpeg.json', ROOT), 'utf8')) as Reference;
const photoOf = (name: string) => readFileSync(new URL(`raw-images/${name}`, ROOT));
const library = wasmLibJpeg();
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The same numbers as in the script of the reference. */
function pattern<Channels extends 1 | 3>(width: number, height: number, channels: Channels) {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const [x, y, c] = [Math.floor(i / channels) % width, Math.floor(i / channels / width), i % channels];
    data[i] = x * 3 + y * 5 + c * 70 + ((Math.floor(x / 9) * 31) ^ (Math.floor(y / 5) * 17));
  }
  return { width, height, channels, data };
}

function decoded(
  file: Uint8Array,
  channels: 1 | 3 | 4 = 3,
  scale: 1 | 2 | 4 | 8 = 1,
  acceptDamage = false,
  { width, height } = library.inspect(file),
) {
  const [across, down] = [Math.ceil(width / scale), Math.ceil(height / scale)];
  const target = { width: across, height: down, channels, data: new Uint8Array(across * down * channels) };
  const warnings = library.decompress(file, target, { acceptDamage, scale });
  return { ...target, warnings };
}

const errorOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: 'JpegError' });
    return (error as Error).message;
  }
};

const changedAt = (file: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(file);
  copy[at]! ^= 0x55;
  return copy;
};

describe('the native library gives the same', () => {
  it('files', () => {
    const made = reference.encodings.map(({ width, height, channels, ...settings }) =>
      sha256(library.compress(pattern(width, height, channels), settings)),
    );
    expect(made.length).toBeGreaterThan(250);
    expect(made).toEqual(reference.encodings.map((encoding) => encoding.sha256));
  });

  it('pixels, at every scale', () => {
    for (const { photo, channels, scale, sha256: expected } of reference.decodings) {
      expect(sha256(decoded(photoOf(photo), channels, scale).data), `${photo} 1/${scale}`).toBe(expected);
    }
  });

  it('words for damage', () => {
    for (const { photo, at, cut, changed } of reference.damages) {
      const file = photoOf(photo);
      const size = library.inspect(file);
      const error = (damaged: Uint8Array) => errorOf(() => decoded(damaged, 3, 1, false, size)) ?? null;
      expect(error(file.subarray(0, at)), `cut at ${at}`).toBe(cut);
      expect(error(changedAt(file, at)), `changed at ${at}`).toBe(changed);
    }
  });

  it('files with moved coefficients', () => {
    for (const { sha256: expected, error, ...change } of reference.transforms) {
      const { width, height, subsampling, crop, ...coding } = change;
      const source = library.compress(pattern(width, height, 3), { quality: 85, subsampling });
      const region = crop && { x: crop[0], y: crop[1], width: crop[2], height: crop[3] };
      let file: Uint8Array | undefined;
      const failure = errorOf(() => {
        file = library.transform(source, { ...coding, ...(region && { crop: region }) });
      });
      expect(failure, JSON.stringify(change)).toBe(error);
      expect(file && sha256(file), JSON.stringify(change)).toBe(expected);
    }
  });
});

/** libvips writes no JFIF segment. */
const [START_MARKER, JFIF_SEGMENT] = [2, 18];

describe('sharp reads and writes the same', () => {
  const grey = sharp(pattern(70, 45, 1).data, { raw: { width: 70, height: 45, channels: 1 } }).toColourspace(
    'b-w',
  );
  const colours = sharp(pattern(70, 45, 3).data, { raw: { width: 70, height: 45, channels: 3 } });

  it.each([1, 50, 75, 90, 93, 100])('colours at quality %i', async (quality) => {
    for (const chromaSubsampling of ['4:4:4', '4:2:0'] as const) {
      const file = await colours
        .clone()
        .jpeg({ quality, chromaSubsampling, optimiseCoding: false })
        .toBuffer();
      const settings = { quality, subsampling: chromaSubsampling };
      const ours = library.compress(pattern(70, 45, 3), settings);
      expect(file.subarray(START_MARKER).equals(ours.subarray(START_MARKER + JFIF_SEGMENT))).toBe(true);
    }
  });

  it.each([
    ['progressive', { progressive: true }],
    ['of optimised codes', { optimiseCoding: true }],
    ['of trellis quantisation', { mozjpeg: true }],
  ])('a file %s', async (_, options) => {
    for (const [image, channels] of [[grey, 1] as const, [colours, 3] as const]) {
      const file = await image.clone().jpeg(options).toBuffer();
      const samples = await sharp(file)
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer();
      expect(samples.equals(decoded(file, channels).data)).toBe(true);
    }
  });

  it('inks as they are stored', async () => {
    const file = await colours.clone().toColourspace('cmyk').jpeg().toBuffer();
    const inks = await sharp(file).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
    const stored = decoded(file, 4).data.map((sample) => 255 - sample);
    expect(inks.equals(stored)).toBe(true);
  });
});

describe('a region', () => {
  it.each<[Subsampling, 1 | 2 | 4 | 8]>([
    ['4:4:4', 1],
    ['4:4:0', 1],
    ['4:2:2', 1],
    ['4:2:0', 1],
    ['4:2:0', 2],
    ['4:2:0', 4],
    ['4:2:0', 8],
  ])('has the samples of the whole image: %s at 1/%i', (subsampling, scale) => {
    const file = library.compress(pattern(181, 133, 3), { quality: 90, subsampling });
    const whole = decoded(file, 3, scale);
    for (let i = 0; i < 60; i++) {
      const [width, height] = [1 + ((i * 7) % whole.width), 1 + ((i * 5) % whole.height)];
      const [x, y] = [(i * 13) % (whole.width - width + 1), (i * 11) % (whole.height - height + 1)];
      const data = new Uint8Array(width * height * 3);
      library.decompress(
        file,
        { width, height, channels: 3, data },
        { acceptDamage: false, scale, crop: { x, y } },
      );
      const rows = Array.from({ length: height }, (_, row) => {
        const start = ((y + row) * whole.width + x) * 3;
        return whole.data.subarray(start, start + width * 3);
      });
      expect(Buffer.concat(rows).equals(data), `${width}×${height} at ${x}, ${y}`).toBe(true);
    }
  });

  it('outside the image is an error, and so is another size', () => {
    const file = library.compress(pattern(20, 10, 3), { quality: 90, subsampling: '4:4:4' });
    const read = (width: number, height: number, crop?: { x: number; y: number }) => {
      const target = { width, height, channels: 3 as const, data: new Uint8Array(width * height * 3) };
      return errorOf(() => library.decompress(file, target, { acceptDamage: false, ...(crop && { crop }) }));
    };
    expect(read(20, 10)).toBeUndefined();
    expect(read(10, 20)).toBe('The image is 20 x 10');
    expect(read(5, 5, { x: 15, y: 5 })).toBeUndefined();
    expect(read(5, 5, { x: 16, y: 5 })).toBe('The image is 20 x 10');
    expect(read(5, 5, { x: 0, y: 4_294_967_295 })).toBe('The image is 20 x 10');
  });
});

describe('damage', () => {
  const file = library.compress(pattern(64, 48, 3), { quality: 85, subsampling: '4:2:0' });

  it('that is accepted is told, and leaves what comes before it', () => {
    const cut = decoded(file.subarray(0, -200), 3, 1, true);
    expect(cut.warnings).toEqual([
      'Premature end of JPEG file',
      'Corrupt JPEG data: premature end of data segment',
    ]);
    expect(cut.data).not.toEqual(decoded(file).data);
    expect(cut.data.subarray(0, 64 * 8 * 3)).toEqual(decoded(file).data.subarray(0, 64 * 8 * 3));
  });

  it('of any kind leaves nothing behind', () => {
    const small = library.compress(pattern(16, 16, 3), { quality: 85, subsampling: '4:2:0' });
    const expected = decoded(small).data;
    const instances = vi.spyOn(WebAssembly, 'Instance');
    const failures = Array.from({ length: 10_000 }, (_, i) => {
      const [at, length] = [i % small.length, small.length - (i % 3 === 0 ? (i >> 2) % small.length : 0)];
      const mutant = changedAt(small, at).subarray(0, length);
      return errorOf(() => {
        const { width, height } = library.inspect(mutant);
        if (width * height < 100_000) decoded(mutant, 3, 1, i % 2 === 0);
      });
    });
    expect(new Set(failures).size).toBeGreaterThan(30);
    expect(instances).not.toHaveBeenCalled();
    expect(decoded(small).data).toEqual(expected);
    instances.mockRestore();
  });

  it('an empty file and one that is none', () => {
    expect(errorOf(() => library.inspect(new Uint8Array()))).toBe('Empty input file');
    expect(errorOf(() => library.inspect(Buffer.from('GIF89a')))).toBe(
      'Not a JPEG file: starts with 0x47 0x49',
    );
  });
});
