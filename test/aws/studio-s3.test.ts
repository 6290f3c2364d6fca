import type { S3Client } from '@aws-sdk/client-s3';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Report } from '../../src/inspection/report.js';
import { DirectoryStore } from '../../src/stores/directory/directory.js';
import { S3Store } from '../../src/stores/s3/s3.js';
import type { ImageList, Inspected, InspectionState, Overview } from '../../src/studio/protocol.js';
import { augment, start } from '../support/command.js';
import type { Started } from '../support/command.js';
import { makeDataset, IMAGES } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/folders.js';
import { clientOf, describeServers, environmentOf, makeBucket } from './support/endpoints.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describeServers('a bucket', (server) => {
  let client: S3Client;
  let input: string;
  /** What an inspection of the same images in a folder says. */
  let expected: Report;
  let studio: Started;

  const inspected = async (from: string) =>
    JSON.parse((await augment('inspect', from, '--json', '--quiet')).stdout) as Report;

  beforeAll(async () => {
    client = await clientOf(server);
    const bucket = await makeBucket(client);
    for (const [name, value] of Object.entries(environmentOf(server, server.endpoint)))
      vi.stubEnv(name, value);
    const images = path.join(await temporaryFolder(), 'images');
    await makeDataset(images);
    const [from, to] = [new DirectoryStore(images), new S3Store(client, { bucket, prefix: 'images/' })];
    for await (const { key } of from.list()) await to.create(key, (await from.read(key))!.bytes);
    input = `s3://${bucket}/images`;
    expected = await inspected(images);
    studio = start('studio', input, `s3://${bucket}/none`, '--recipe', 'detection');
  });

  afterAll(async () => {
    studio.process.kill('SIGTERM');
    await studio.ended;
    vi.unstubAllEnvs();
  });

  it('is inspected as a folder with the same images', async () => {
    expect(await inspected(input)).toEqual({ ...expected, input });
  });

  it('is shown and inspected by the studio', async () => {
    const { origin, hash } = new URL(await studio.says(/http:\S+/));
    const headers = { Authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')!}` };
    const ask = async (route: string, init: RequestInit = {}) => {
      const response = await fetch(`${origin}/api${route}`, { ...init, headers });
      expect(response.status, await response.clone().text()).toBe(200);
      return response;
    };
    const overview = (await (await ask('/overview')).json()) as Overview;
    expect(overview.images).toBe(expected.images.count);
    const thumbnail = await ask(`/thumbnail?${new URLSearchParams({ key: IMAGES[0]!, side: '64' })}`);
    expect(thumbnail.headers.get('Content-Type')).toBe('image/jpeg');
    await ask('/inspection', { method: 'POST', body: '{}' });
    await eventually(async () => {
      const { state } = (await (await ask('/inspection')).json()) as InspectionState;
      expect(state).toBe('done');
    });
    const { report } = (await (await ask('/inspection/report')).json()) as Inspected;
    expect(report.classes).toEqual(expected.classes);
    const [first] = report.classes;
    const list = await ask(`/images?${new URLSearchParams({ class: first!.name })}`);
    expect(((await list.json()) as ImageList).total).toBe(first!.images);
  });
});
