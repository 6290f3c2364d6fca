import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../src/jobs/run.js';
import { animation, jpegClaiming, jpegOfScans, picture, pngClaiming } from './support/bad-images.js';
import { augment, augmentRun } from './support/command.js';
import type { Ended } from './support/command.js';
import { snapshot, temporaryFolder, writeFiles } from './support/folders.js';

type Run = Ended & { readonly summary: Summary };

async function runOn(
  files: Readonly<Record<string, string | Uint8Array>>,
  recipe = 'transforms: [VerticalFlip]',
) {
  const folder = await temporaryFolder();
  const [input, output] = [path.join(folder, 'images'), path.join(folder, 'out')];
  await writeFiles(input, { ...files, 'recipe.yaml': recipe });
  return { input, output, run: await augmentRun(input, output) };
}

function reasonFor(run: Run, key: string): string | undefined {
  return run.summary.failures.find((failure) => failure.key === key)?.reason;
}

function expectTidyFailures({ code, stderr, summary }: Run): void {
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toContain('defect');
  const listed = stderr.split('\n').filter((line) => line.startsWith('failed: '));
  expect(listed).toHaveLength(summary.failures.length);
}

describe('images that cannot be used', () => {
  /** Key → why it cannot be used. */
  const REASONS: Readonly<Record<string, RegExp>> = {
    'empty.jpg': /empty/,
    'cut.jpg': /damaged JPEG: .*premature end/,
    'cut.png': /damaged PNG/,
    'text.jpg': /not an image; JPEG, PNG, .* are read/,
    'drawing.png': /this is an SVG drawing/,
    'paper.jpg': /this is a PDF document/,
    'huge.png': /60000 × 60000 = 3,600,000,000 pixels, more than limits.pixels/,
    'huge.jpg': /65000 × 65000 = .* more than limits.pixels/,
    'bomb.png': /12000 × 9000 = 108,000,000 pixels, more than limits.pixels/,
    'less than it claims.png': /damaged PNG/,
    'taller than it is.jpg': /damaged JPEG/,
    'flat.jpg': /no pixels/,
    'scans.jpg': /a JPEG of \d+ scans is refused/,
    'moving.gif': /2 frames/,
    'moving.webp': /2 frames/,
    'print.jpg': /CMYK; convert it to RGB first/,
    'cat_jpg.v1.jpg': /its name is that of a variant/,
    'two\nlines\u001b[31m.jpg': /not an image/,
    [`${'long'.repeat(62)}.jpg`]: /not an image/,
  };
  let run: Run;
  let output: string;

  beforeAll(async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const png = await picture().png().toBuffer();
    const moving = await animation();
    ({ run, output } = await runOn({
      'good.jpg': jpeg,
      'png called.jpg': png,
      'sixteen.png': await picture().toColourspace('rgb16').png().toBuffer(),
      'folder.jpg/inside.png': png,
      'tab\tin its name.jpg': jpeg,
      [`${'x'.repeat(240)}.jpg`]: jpeg,
      'empty.jpg': '',
      'cut.jpg': jpeg.subarray(0, jpeg.length - 400),
      'cut.png': png.subarray(0, png.length - 400),
      'text.jpg': 'Dear image,\n',
      'drawing.png': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'paper.jpg': '%PDF-1.7\n',
      'huge.png': pngClaiming(60_000, 60_000, Buffer.alloc(10)),
      'huge.jpg': jpegClaiming(jpeg, 65_000, 65_000),
      'bomb.png': pngClaiming(12_000, 9_000, Buffer.alloc(9_000 * 1_000)),
      'less than it claims.png': pngClaiming(5_000, 5_000, Buffer.alloc(100)),
      'taller than it is.jpg': jpegClaiming(jpeg, 64, 9_000),
      'flat.jpg': jpegClaiming(jpeg, 64, 0),
      'scans.jpg': await jpegOfScans(3_000),
      'moving.gif': await moving.clone().gif().toBuffer(),
      'moving.webp': await moving.clone().webp().toBuffer(),
      'print.jpg': await picture().toColourspace('cmyk').jpeg().toBuffer(),
      'cat_jpg.v1.jpg': jpeg,
      'two\nlines\u001b[31m.jpg': 'x',
      [`${'long'.repeat(62)}.jpg`]: 'x',
    }));
  });

  it.each(Object.entries(REASONS))('%j fails with its reason', (key, reason) => {
    expect(reasonFor(run, key)).toMatch(reason);
  });

  it('makes all other images', async () => {
    expect(run.summary.failures.map(({ key }) => key).sort()).toEqual(Object.keys(REASONS).sort());
    const made = await readdir(output, { recursive: true });
    expect(made.filter((name) => /\.v1\.\w+$/.test(name))).toHaveLength(6);
    expect(made).toContain('good_jpg.v1.jpg');
    expect(made).toContain(path.join('folder.jpg', 'inside_png.v1.png'));
    expect(run.summary.variants).toBe(6);
  });

  it('notes what it changed to use an image', () => {
    expect(run.summary.notes).toEqual([
      'png called.jpg: the name announces JPEG, but the content is PNG; read as PNG',
    ]);
  });

  it('lists every failure once, one line each, at the end', () => {
    expectTidyFailures(run);
    const lines = run.stderr.trimEnd().split('\n');
    const first = lines.findIndex((line) => line.startsWith('failed: '));
    const after = lines.slice(first + run.summary.failures.length);
    expect(after).toEqual([
      expect.stringMatching(/^24 images, 6 variants made, 19 failed/),
      `results: ${output}`,
    ]);
  });

  it('lets no name reach the terminal as a command or a line of its own', () => {
    expect(run.stderr).not.toContain('\u001b');
    expect(run.stderr).toContain('failed: two\\nlines\\u{1b}[31m.jpg: not an image');
  });
});

describe('labels that cannot be used', () => {
  const FILES = {
    'data.yaml': 'names: [cat, dog]\n',
    'nan.txt': '0 0.5 0.5 0.2 0.2\n1 nan 0.5 0.2 0.2\n',
    'unknown class.txt': '7 0.5 0.5 0.2 0.2\n0 0.5 0.5 0.2 0.2\n',
    'outside.txt': '0 1.5 1.5 0.2 0.2\n0 0.95 0.5 0.3 0.3\n',
    'in pixels.txt': '0 20 20 10 10\n',
    'few columns.txt': '0 0.5 0.5 0.2\n',
    'prose.txt': 'cat 0.5\n',
    'binary.txt': Buffer.of(0x80, 0xfe, 0, 1, 2, 0, 0, 255),
    'cut.xml': '<annotation><object><name>cat</name><bndbox><xmin>1</xmin>',
    'word.xml':
      '<annotation><object><name>cat</name><bndbox><xmin>x</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>' +
      '<object><name>dog</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object></annotation>',
    'entity.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><annotation>&a;</annotation>',
    'cut.json': '{"shapes": [',
    'null.json': JSON.stringify({
      version: '5.0.0',
      flags: {},
      imagePath: 'null.jpg',
      imageData: null,
      shapes: [
        {
          label: 'cat',
          shape_type: 'rectangle',
          points: [
            [1, 1],
            [null, 2],
          ],
        },
        {
          label: 'cat',
          shape_type: 'rectangle',
          points: [
            [1, 1],
            [20, 20],
          ],
        },
      ],
    }),
    'grey_mask.png': 'not a picture',
    'coco/instances.json': JSON.stringify({
      images: [{ id: 1, file_name: 'street.jpg', width: 64, height: 48 }],
      categories: [{ id: 1, name: 'cat' }],
      annotations: [
        { id: 1, image_id: 1, category_id: 9, bbox: [1, 2, 3, 4] },
        { id: 2, image_id: 77, category_id: 1, bbox: [1, 2, 3, 4] },
        { id: 3, image_id: 1, category_id: 1, bbox: [1, 2, 'a', 4] },
        { id: 4, image_id: 1, category_id: 1, bbox: [1, 2, 10, 10] },
      ],
    }),
  };
  const images = async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const names = Object.keys(FILES)
      .map((name) => name.replace(/(_mask)?\.\w+$/, '.jpg'))
      .filter((name) => !/^data|^coco/.test(name));
    return Object.fromEntries([...names, 'coco/street.jpg', 'whole.jpg'].map((name) => [name, jpeg]));
  };
  let run: Run;

  beforeAll(async () => {
    ({ run } = await runOn({ ...FILES, ...(await images()) }));
  });

  it.each([
    ['nan.txt:2', /'nan' is not a number/],
    ['unknown class.txt:1', /class 7 is unknown: there are 2 classes/],
    ['word.xml:1', /<xmin> is 'x': expected a number/],
    ['null.json: shapes[0]', /expected number, received null/],
    ['coco/instances.json: annotation 1', /no category with id 9/],
    ['coco/instances.json: annotation 3', /bbox: expected four numbers/],
  ])('notes the bad label %s and keeps the good ones', (position, reason) => {
    const note = run.summary.notes.find((line) => line.startsWith(position));
    expect(note).toMatch(reason);
    expect(note).toMatch(/ \(rejected\)$/);
  });

  it('warns of labels that look wrong but can be used', () => {
    expect(run.summary.notes).toContain('outside.txt:1: coordinates lie far outside the image (warning)');
    expect(run.summary.notes).toContain(
      'coco/instances.json: annotation 2: the file has no image with id 77',
    );
  });

  it.each([
    ['binary.jpg', /^binary\.txt: this is not a text file/],
    ['cut.jpg', /^cut\.(xml|json):1/],
    ['entity.jpg', /^entity\.xml:1: document types are not read/],
    ['grey.jpg', /^grey_mask\.png: not an image; /],
    ['in pixels.jpg', /^in pixels\.txt:1: none of its labels can be used: .*are they pixels\?/],
    ['prose.jpg', /^prose\.txt:1: none of its labels can be used: 'cat' is not a number/],
    ['few columns.jpg', /^few columns\.txt:1: none of its labels can be used: 4 columns: expected 5/],
  ])('%s fails where nothing of its labels can be understood', (key, reason) => {
    expect(reasonFor(run, key)).toMatch(reason);
  });

  it('does the rest, and ends with 1', () => {
    expectTidyFailures(run);
    expect(run.summary.failures).toHaveLength(7);
    expect(run.summary.objects.kept).toBe(6);
    expect(run.summary.variants).toBe(run.summary.images - 7);
  });

  it('fails on the first bad label if the Recipe makes bad labels fatal', async () => {
    const fatal = await runOn(
      { ...FILES, ...(await images()) },
      'transforms: [VerticalFlip]\nlabels: {on_error: fatal}',
    );
    expect(reasonFor(fatal.run, 'nan.jpg')).toMatch(/^nan\.txt:2: 'nan' is not a number/);
    expect(reasonFor(fatal.run, 'unknown class.jpg')).toMatch(/^unknown class\.txt:1/);
    expect(reasonFor(fatal.run, 'whole.jpg')).toBeUndefined();
  });
});

describe('files that cannot be read', () => {
  /** A user without permissions, because root may read everything. */
  const NOBODY = 65_534;

  it('fails by name on an image without read permission', async (context) => {
    const folder = await temporaryFolder();
    const input = path.join(folder, 'images');
    const jpeg = await picture().jpeg().toBuffer();
    await writeFiles(input, { 'a.jpg': jpeg, 'secret.jpg': jpeg });
    await chmod(path.join(input, 'secret.jpg'), 0);
    await mkdir(path.join(folder, 'result'));
    for (const one of [folder, path.join(folder, 'result')]) await chmod(one, 0o777);
    const command = path.resolve('dist/cli/main.js');
    const asOther = process.getuid?.() === 0 ? { uid: NOBODY } : {};
    const args = [command, 'run', input, path.join(folder, 'result', 'out')];
    const { status, stderr, error } = spawnSync(process.execPath, args, {
      ...asOther,
      cwd: folder,
      encoding: 'utf8',
    });
    // That user may not reach the program itself.
    if (error || process.platform === 'win32' || stderr.includes('MODULE_NOT_FOUND')) return context.skip();
    expect(stderr).toMatch(/^failed: secret\.jpg: cannot read .*secret\.jpg: permission denied$/m);
    expect(stderr).toContain('1 variant made');
    expect(status).toBe(1);
  });

  it('follows links out of the input, and names those that lead nowhere or to themselves', async () => {
    const folder = await temporaryFolder();
    const input = path.join(folder, 'images');
    const jpeg = await picture().jpeg().toBuffer();
    await writeFiles(folder, { 'images/a.jpg': jpeg, 'elsewhere/b.jpg': jpeg });
    await symlink(path.join(folder, 'elsewhere', 'b.jpg'), path.join(input, 'out.jpg'));
    await symlink('nowhere.jpg', path.join(input, 'dangling.jpg'));
    await symlink('loop.jpg', path.join(input, 'loop.jpg'));
    const { code, summary } = await augmentRun(input, path.join(folder, 'out'));
    expect(code).toBe(1);
    expect(summary.images).toBe(2);
    expect(summary.failures.map(({ key }) => key)).toEqual(['dangling.jpg', 'loop.jpg']);
  });
});

describe('a folder that cannot be augmented', () => {
  it('is a wrong usage if it has no images', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'notes.txt'), 'x');
    const { code, stderr, stdout } = await augment('run', folder, `${folder}-out`, '--json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/no images found \(\.jpg/);
    expect(stdout).toBe('');
    expect(await snapshot(folder)).toEqual({ 'notes.txt': expect.any(String) as string });
  });
});
