import { createHash } from 'node:crypto';
import { readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles } from '../support/folders.js';
import { expectAllOnce, FakeBucket, folderOf, images } from './fake-bucket.js';

/** Names that break scripts. Each is an image and a label. */
const STRANGE = [
  'with space',
  ' leading',
  'trailing ',
  '-dash',
  '--help',
  'quote"s',
  "apos'trophe",
  'new\nline',
  'end\n',
  'tab\there',
  'bell\u0007esc\u001b',
  'back\\slash\\n',
  'ünïcödé-猫-😀',
  'plus+percent%20&(paren)',
  '$HOME`id`',
  'star*?[a]{b,c}',
  'semi;colon#hash!',
  'comma,equals=',
  'file:x@~',
  'pipe|<>',
];

describe('upload-images.sh', () => {
  it('uploads files of whatever name as they are, and knows each again', async () => {
    const files = Object.fromEntries(
      STRANGE.flatMap((name) => [
        [`images/${name}.jpg`, `image ${name}`],
        [`labels/${name}.txt`, `label ${name}`],
        [`${name}/x.png`, `folder ${name}`],
      ]),
    );
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(files)];
    expect(await bucket.upload(folder)).toMatchObject({ code: 0, stderr: '' });
    await expectAllOnce(bucket, files);
    const objects = await bucket.objects();
    for (const [name, text] of Object.entries(files))
      expect(objects.get(`raw-images/${name}`)?.text).toBe(text);

    const again = await bucket.upload(folder);
    expect(again.stdout).toMatch(/^0 uploaded \(0 bytes\), 60 already there, 0 failed;/);
    await expectAllOnce(bucket, files);
    expect((await bucket.log()).filter((line) => line.startsWith('head'))).toEqual([]);
    expect(await bucket.temporaryFiles()).toEqual([]);
  });

  it('uploads what describes the data set first, then labels, then images', async () => {
    const classes = [
      [
        'data.yaml',
        'classes.txt',
        'obj.names',
        'train.txt',
        'annotations/instances_train2017.json',
        'notes',
        'a.jpg/b.md',
      ],
      [
        ...[
          'labels/cat.txt',
          'a/dog.json',
          'Annotations/voc.xml',
          'SegmentationClass/voc.png',
          'SegmentationObject/voc.png',
        ],
        ...['masks/train/cow.png', 'masks/train/orphan.png', 'a/dog_mask.png', 'camvid/trainannot/1.png'],
      ],
      [
        ...[
          'images/cat.jpg',
          'a/dog.JPEG',
          'JPEGImages/voc.jpg',
          'images/train/cow.png',
          'masks/lone.png',
          'camvid/train/1.png',
        ],
        ...['b/late.webp', 'b/late.TIF'],
      ],
    ];
    const bucket = await FakeBucket.make();
    const folder = await folderOf(Object.fromEntries(classes.flat().map((name) => [name, name])));
    expect(await bucket.upload(folder, '--jobs', '3')).toMatchObject({ code: 0 });
    const uploads = (await bucket.uploads()).map((key) => key.replace('raw-images/', ''));
    let start = 0;
    for (const names of classes) {
      expect(uploads.slice(start, (start += names.length)).sort()).toEqual([...names].sort());
    }
    expect(uploads).toHaveLength(start);
  });

  it('says what each file is by its ending', async () => {
    const types = {
      'a.jpg': 'image/jpeg',
      'b.JPEG': 'image/jpeg',
      'c.png': 'image/png',
      'd.webp': 'image/webp',
      'e.tif': 'image/tiff',
      'f.txt': 'text/plain',
      'g.xml': 'application/xml',
      'h.json': 'application/json',
      'i.yaml': 'application/yaml',
      j: 'application/octet-stream',
      'k.unheard-of': 'application/octet-stream',
    };
    const bucket = await FakeBucket.make();
    await bucket.upload(await folderOf(types));
    for (const [name, type] of Object.entries(types)) {
      expect((await bucket.objects()).get(`raw-images/${name}`), name).toMatchObject({ type });
    }
  });

  it('leaves out hidden files and links out of the folder, and follows links inside', async () => {
    const outside = await folderOf({ 'secret.jpg': 'secret' });
    const folder = await folderOf({
      'a/real.jpg': 'image',
      '.hidden/x.jpg': 'x',
      'a/.DS_Store': 'x',
      '__MACOSX/a/._real.jpg': 'x',
      '.pool/1': 'pooled',
    });
    await symlink(path.join(outside, 'secret.jpg'), path.join(folder, 'absolute.jpg'));
    await symlink(`../${path.basename(outside)}/secret.jpg`, path.join(folder, 'relative.jpg'));
    await symlink('nowhere.jpg', path.join(folder, 'broken.jpg'));
    await symlink('a', path.join(folder, 'folder'));
    await symlink('self.jpg', path.join(folder, 'self.jpg'));
    await symlink('../.pool/1', path.join(folder, 'a/linked.jpg'));
    await symlink('a/linked.jpg', path.join(folder, 'twice.jpg'));
    const bucket = await FakeBucket.make();
    const { code, stderr } = await bucket.upload(folder);
    expect(code).toBe(0);
    const objects = await bucket.objects();
    expect([...objects.keys()].sort()).toEqual(
      ['a/linked.jpg', 'a/real.jpg', 'twice.jpg'].map((key) => `raw-images/${key}`),
    );
    expect(objects.get('raw-images/twice.jpg')?.text).toBe('pooled');
    for (const name of ['absolute.jpg', 'relative.jpg', 'broken.jpg', 'folder', 'self.jpg'])
      expect(stderr).toContain(`skipped: ${name}: a link`);
  });

  it('uploads only what has changed since, be it as long as before', async () => {
    const folder = await folderOf({ 'same.jpg': 'as it was', 'changed.jpg': 'before', 'longer.txt': 'a' });
    const bucket = await FakeBucket.make();
    await bucket.upload(folder);
    await writeFiles(folder, { 'changed.jpg': 'after!', 'longer.txt': 'ab', 'new.jpg': 'new' });
    const { code, stdout } = await bucket.upload(folder);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^3 uploaded \(11 bytes\), 1 already there/) as string,
    });
    expect((await bucket.uploads()).slice(3).sort()).toEqual(
      ['changed.jpg', 'longer.txt', 'new.jpg'].map((name) => `raw-images/${name}`),
    );
    expect((await bucket.objects()).get('raw-images/changed.jpg')?.text).toBe('after!');
  });

  it('knows files again by their SHA-256 where ETags say nothing, as with KMS', async () => {
    const files = images(5);
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(files)];
    await bucket.behave({ etags: 'other' });
    expect(await bucket.upload(folder)).toMatchObject({ code: 0 });
    const sha256 = createHash('sha256').update(files['image-3.jpg']!).digest('hex');
    expect((await bucket.objects()).get('raw-images/image-3.jpg')).toMatchObject({ sha256 });
    expect((await bucket.upload(folder)).stdout).toMatch(/^0 uploaded .* 5 already there/);
    await expectAllOnce(bucket, files);
  });

  it('uploads a large file by itself, and refuses one of more than 5 GiB', async () => {
    const folder = await folderOf({ 'large.tif': Buffer.alloc(9_000_000, 1), 'a.jpg': 'a' });
    await writeFile(path.join(folder, 'huge.tif'), '');
    await truncate(path.join(folder, 'huge.tif'), 5 * 1024 ** 3 + 1);
    const bucket = await FakeBucket.make();
    const { code, stdout, stderr } = await bucket.upload(folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^2 uploaded \(9000001 bytes\), 0 already there, 1 failed; \d+ s\n$/);
    expect(stderr).toBe('failed: raw-images/huge.tif: larger than 5 GiB, the limit of one upload\n');
    expect((await bucket.objects()).get('raw-images/large.tif')?.uploads).toMatchObject([{ kind: 'put' }]);
  });

  it.each([
    [[], /a folder and a bucket are needed/],
    [['.'], /a folder and a bucket are needed/],
    [['.', 'b', 'c'], /a folder and a bucket are needed/],
    [['nowhere', 'b'], /cannot open the folder \.\/nowhere/],
    [['.', 's3://b/raw-images'], /is not a bucket's name/],
    [['.', 'b', '--jobs', '0'], /--jobs must be a number from 1 to 99, not "0"/],
    [['.', 'b', '--jobs'], /--jobs needs a value/],
    [['.', 'b', '--delete'], /unknown option --delete/],
  ])('refuses %j', async (args, message) => {
    const bucket = await FakeBucket.make();
    const { code, stderr } = await bucket.start('upload-images.sh', ...args).ended;
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) as string });
    expect(await bucket.log()).toEqual([]);
  });

  it('has nothing to do in an empty folder', async () => {
    const bucket = await FakeBucket.make();
    const { code, stderr } = await bucket.upload(await folderOf({ '.hidden': 'x' }));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('has no files to upload') as string,
    });
  });

  it('says what it would do, and does nothing', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf({ 'a.jpg': 'a', 'b.jpg': 'b' })];
    await bucket.upload(folder);
    await writeFiles(folder, { 'b.jpg': 'c', 'new line\n.txt': 'd' });
    const { code, stdout } = await bucket.upload(folder, '--dry-run');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 2).sort()).toEqual(['raw-images/b.jpg', 'raw-images/new line\\n.txt']);
    expect(lines[2]).toMatch(/^2 to be uploaded \(2 bytes\), 1 already there, 0 failed;/);
    expect(await bucket.uploads()).toHaveLength(2);
  });

  it('uploads to another prefix, or to none', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf({ '-a.jpg': 'a' })];
    await bucket.upload(folder, '--prefix', '/some/"where"/');
    await bucket.upload(folder, '--prefix', '');
    expect([...(await bucket.objects()).keys()].sort()).toEqual(['-a.jpg', 'some/"where"/-a.jpg']);
    const again = await bucket.upload(folder, '--prefix=some/"where"');
    expect(again.code).toBe(2);
    expect((await bucket.upload(folder, '--prefix', 'some/"where"')).stdout).toMatch(/^0 uploaded/);
  });

  it('hands region, profile and endpoint on to the CLI', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf({ 'a.jpg': 'a' })];
    const log = path.join(bucket.home, 'arguments');
    const aws = path.join(bucket.home, 'bin/aws');
    const [shebang, exec] = (await readFile(aws, 'utf8')).split('\n');
    await writeFile(aws, `${shebang!}\necho "$@" >>'${log}'\n${exec!}\n`);
    const options = ['--region', 'eu-west-1', '--profile', 'work', '--endpoint-url', 'http://localhost:1'];
    expect((await bucket.upload(folder, ...options)).code).toBe(0);
    for (const line of (await readFile(log, 'utf8')).trimEnd().split('\n'))
      expect(line).toContain(`${options.join(' ')} s3`);
  });

  it('explains itself as the documentation says', async () => {
    const bucket = await FakeBucket.make();
    const { code, stdout } = await bucket.start('upload-images.sh', '--help').ended;
    const page = await readFile(new URL('../../docs/upload.md', import.meta.url), 'utf8');
    expect(code).toBe(0);
    expect(page).toContain(`\`\`\`text\n${stdout}\`\`\``);
  });
});
