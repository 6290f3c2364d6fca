import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { expectAllOnce, FakeBucket, folderOf, photos } from './fake-bucket.js';

async function reach(bucket: FakeBucket, count: number): Promise<void> {
  while ((await bucket.uploads()).length < count) await wait(10);
}

describe('upload-images.sh, when something goes wrong', () => {
  it('names every file that failed and why, and uploads the others', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(12))];
    await bucket.behave({ fail: { 'photo-3': 'AccessDenied', 'photo-7': 'KeyTooLongError' } });
    const { code, stdout, stderr } = await bucket.upload(folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^10 uploaded .* 0 already there, 2 failed;/);
    expect(stderr.split('\n').filter((line) => line.startsWith('failed: '))).toEqual(
      [
        'failed: raw-images/photo-3.jpg: An error occurred (AccessDenied) when calling the PutObject operation: so it was asked',
        'failed: raw-images/photo-7.jpg: An error occurred (KeyTooLongError) when calling the PutObject operation: so it was asked',
      ].sort((a, b) => stderr.indexOf(a) - stderr.indexOf(b)),
    );
    await bucket.behave({});
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, photos(12));
  });

  it('tries again what the CLI gave up on', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(4))];
    await bucket.behave({ fail: { 'photo-2': 'SlowDown:2' } });
    expect(await bucket.upload(folder)).toMatchObject({ code: 0 });
    await expectAllOnce(bucket, photos(4));
  });

  it('gives up at once when the credentials expire on the way, and goes on from there', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(40))];
    await bucket.behave({ credentials: { code: 'ExpiredToken', after: 15 } });
    const { code, stdout, stderr } = await bucket.upload(folder, '--jobs', '2');
    expect(code).toBe(1);
    expect(stdout).toMatch(/0 failed, \d+ not tried or not finished: run it again;/);
    expect(stderr).toContain('stopped, as no other file would fare better: ');
    expect(stderr).toContain('(ExpiredToken)');
    await bucket.behave({});
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, photos(40));
  });

  it.each([
    ['NoCredentials', /no AWS credentials: set AWS_PROFILE/],
    ['ExpiredToken', /does not take these credentials; renew them/],
    ['AccessDenied', /no access to s3:\/\/photos-bucket: s3:ListBucket/],
    ['NoSuchBucket', /there is no bucket photos-bucket/],
  ])('ends before the first upload on %s', async (credentials, message) => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(3))];
    await bucket.behave({ credentials });
    const { code, stderr } = await bucket.upload(folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) as string });
    expect(await bucket.log()).toEqual(['list']);
    expect(await bucket.staleOutputs()).toEqual([]);
  });

  it('ends after three tries when nothing may be written', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(30))];
    await bucket.behave({ fail: { photo: 'AccessDenied' } });
    const { code, stderr } = await bucket.upload(folder);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('s3:PutObject on s3://photos-bucket/raw-images/*') as string,
    });
    expect(await bucket.log()).toHaveLength(4);
  });

  it('on Ctrl+C starts nothing more, clears up, says how far it came, and goes on when run again', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(40))];
    await bucket.behave({ slow: 40 });
    const { process: child, ended } = bucket.start('upload-images.sh', folder, bucket.name, '--jobs', '2');
    await reach(bucket, 6);
    process.kill(-child.pid!, 'SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^\d+ uploaded .* 0 failed, \d+ not tried or not finished: run it again;/);
    expect(await bucket.staleOutputs()).toEqual([]);
    const count = (await bucket.uploads()).length;
    expect(count).toBeLessThan(40);
    // What each worker was at may have arrived without its command having said so.
    expect(count - Number.parseInt(stdout)).toBeGreaterThanOrEqual(0);
    expect(count - Number.parseInt(stdout)).toBeLessThanOrEqual(2);
    await bucket.behave({});
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, photos(40));
  });

  it.each([
    ['it', (pid: number) => pid],
    ['its process group', (pid: number) => -pid],
  ])('uploads nothing twice and nothing not at all after kill -9 of %s', async (_, target) => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(40))];
    await bucket.behave({ slow: 15 });
    for (const count of [1, 4, 9, 20]) {
      const { process: child, ended } = bucket.start('upload-images.sh', folder, bucket.name, '--jobs', '3');
      await Promise.race([reach(bucket, count), ended]);
      process.kill(target(child.pid!), 'SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    const { code, stdout } = await bucket.upload(folder);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    await expectAllOnce(bucket, photos(40));
    expect(await bucket.staleOutputs()).toEqual([]);
  });

  it('stops soon after kill -9 of its main process, and the next run waits for what was under way', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(12))];
    await bucket.behave({ slow: 600, etags: 'other' });
    const { process: child } = bucket.start('upload-images.sh', folder, bucket.name, '--jobs', '2');
    await reach(bucket, 3);
    await wait(150); // both workers are in the middle of the next
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const next = await bucket.upload(folder, '--dry-run');
    expect(next.stderr).toContain('waiting for what an upload that was killed had begun');
    const [, left, there] = /^(\d+) to be uploaded .*, (\d+) already there/m.exec(next.stdout)!.map(Number);
    expect(there).toBe((await bucket.uploads()).length);
    expect(there).toBeLessThanOrEqual(5);
    expect(left! + there!).toBe(12);
    expect((await bucket.upload(folder)).code).toBe(0);
    await expectAllOnce(bucket, photos(12));
  });

  it('does not run twice at the same time to the same place', async () => {
    const [bucket, folder] = [await FakeBucket.make(), await folderOf(photos(8))];
    await bucket.behave({ slow: 100 });
    const first = bucket.start('upload-images.sh', folder, bucket.name);
    await reach(bucket, 1);
    const second = await bucket.upload(folder);
    expect({ code: second.code, stderr: second.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(
        `process ${first.process.pid!} uploads to s3://photos-bucket/raw-images/ already`,
      ) as string,
    });
    expect((await first.ended).code).toBe(0);
    await expectAllOnce(bucket, photos(8));
  });
});
