import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { expectAllOnce, FakeBucket, folderOf, images } from './fake-bucket.js';

/** Waits for so many uploads. */
async function reach(bucket: FakeBucket, count: number): Promise<void> {
  await eventually(async () => {
    expect((await bucket.uploads()).length).toBeGreaterThanOrEqual(count);
  });
}

/** Waits until at least so many uploads are held. */
async function holds(bucket: FakeBucket, count: number): Promise<void> {
  await eventually(async () => {
    const held = (await bucket.log()).filter((line) => line.startsWith('held '));
    expect(held.length).toBeGreaterThanOrEqual(count);
  });
}

describe('upload-images.sh, when something goes wrong', () => {
  it('names every file that failed and why, and uploads the others', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(12))];
    await bucket.behave({ fail: { 'image-3': 'AccessDenied', 'image-7': 'KeyTooLongError' } });
    const { code, stdout, stderr } = await bucket.upload(folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^10 uploaded .* 0 already there, 2 failed;/);
    expect(stderr.split('\n').filter((line) => line.startsWith('failed: '))).toEqual(
      [
        'failed: raw-images/image-3.jpg: An error occurred (AccessDenied) when calling the PutObject operation: so it was asked',
        'failed: raw-images/image-7.jpg: An error occurred (KeyTooLongError) when calling the PutObject operation: so it was asked',
      ].sort((a, b) => stderr.indexOf(a) - stderr.indexOf(b)),
    );
    await bucket.behave({});
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, images(12));
  });

  it('tries again what the CLI gave up on', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(4))];
    await bucket.behave({ fail: { 'image-2': 'SlowDown:2' } });
    expect(await bucket.upload(folder)).toMatchObject({ code: 0 });
    await expectAllOnce(bucket, images(4));
  });

  it('gives up at once when the credentials expire on the way, and goes on from there', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(40))];
    await bucket.behave({ credentials: { code: 'ExpiredToken', after: 15 } });
    const { code, stdout, stderr } = await bucket.upload(folder, '--jobs', '2');
    expect(code).toBe(1);
    expect(stdout).toMatch(/0 failed, \d+ not finished: run it again;/);
    expect(stderr).toContain('stopped, because every other upload would fail too: ');
    expect(stderr).toContain('(ExpiredToken)');
    await bucket.behave({});
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, images(40));
  });

  it.each([
    ['NoCredentials', /no AWS credentials: set AWS_PROFILE/],
    ['ExpiredToken', /AWS refuses these credentials; renew them/],
    ['AccessDenied', /no access to s3:\/\/images-bucket: s3:ListBucket/],
    ['NoSuchBucket', /the bucket images-bucket does not exist/],
  ])('ends before the first upload on %s', async (credentials, message) => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(3))];
    await bucket.behave({ credentials });
    const { code, stderr } = await bucket.upload(folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) as string });
    expect(await bucket.log()).toEqual(['list']);
    expect(await bucket.temporaryFiles()).toEqual([]);
  });

  it('ends after three tries when nothing may be written', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(30))];
    await bucket.behave({ fail: { image: 'AccessDenied' } });
    const { code, stderr } = await bucket.upload(folder);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('s3:PutObject on s3://images-bucket/raw-images/*') as string,
    });
    expect(await bucket.log()).toHaveLength(4);
  });

  it('on Ctrl+C starts nothing more, removes its temporary files, reports, and continues in the next run', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(40))];
    await bucket.behave({ hold: 6 });
    const { process: child, ended } = bucket.start('upload-images.sh', folder, bucket.name, '--jobs', '2');
    await holds(bucket, 2);
    process.kill(-child.pid!, 'SIGINT');
    // A worker may see its command end before it sees the interruption, and begin the same upload again.
    await bucket.behave({});
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^\d+ uploaded .* 0 failed, \d+ not finished: run it again;/);
    expect(await bucket.temporaryFiles()).toEqual([]);
    const count = (await bucket.uploads()).length;
    expect(count).toBeLessThan(40);
    // Each worker may have uploaded one file that its command did not report yet.
    expect(count - Number.parseInt(stdout)).toBeGreaterThanOrEqual(0);
    expect(count - Number.parseInt(stdout)).toBeLessThanOrEqual(2);
    await bucket.behave({});
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, images(40));
  });

  it.each([
    ['it', (pid: number) => pid],
    ['its process group', (pid: number) => -pid],
  ])('uploads everything exactly once after kill -9 of %s', async (_, target) => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(40))];
    for (const count of [1, 4, 9, 20]) {
      await bucket.behave({ hold: count });
      const { process: child, ended } = bucket.start('upload-images.sh', folder, bucket.name, '--jobs', '3');
      const exited = new Promise((resolve) => child.once('exit', resolve));
      await Promise.race([reach(bucket, count), ended]);
      process.kill(target(child.pid!), 'SIGKILL');
      await exited;
    }
    await bucket.behave({});
    const { code, stdout } = await bucket.upload(folder);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    await expectAllOnce(bucket, images(40));
    expect(await bucket.temporaryFiles()).toEqual([]);
  });

  it('finishes what is under way after kill -9 of its main process, and the next run waits for it', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(12))];
    await bucket.behave({ hold: 3, etags: 'other' });
    const { process: child } = bucket.start('upload-images.sh', folder, bucket.name, '--jobs', '2');
    await holds(bucket, 2);
    const before = (await bucket.uploads()).length;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    const next = bucket.start('upload-images.sh', folder, bucket.name, '--dry-run');
    await eventually(() => {
      expect(next.stderr()).toContain('waiting for uploads of a killed run');
    });
    await bucket.behave({ etags: 'other' });
    const [, left, there] = /^(\d+) to be uploaded .*, (\d+) already there/m
      .exec((await next.ended).stdout)!
      .map(Number);
    expect((await bucket.uploads()).length).toBe(before + 2);
    expect({ left, there }).toEqual({ left: 10 - before, there: before + 2 });
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, images(12));
  });

  it('refuses a second run to the same prefix at the same time', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(images(8))];
    await bucket.behave({ hold: 2 });
    const first = bucket.start('upload-images.sh', folder, bucket.name);
    await reach(bucket, 2);
    const second = await bucket.upload(folder);
    await bucket.behave({});
    expect({ code: second.code, stderr: second.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(
        `process ${first.process.pid!} already uploads to s3://images-bucket/raw-images/`,
      ) as string,
    });
    expect((await first.ended).code).toBe(0);
    await expectAllOnce(bucket, images(8));
  });
});
