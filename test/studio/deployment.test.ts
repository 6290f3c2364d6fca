import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/core/errors.js';
import { builtInModules } from '../../src/core/modules.js';
import { parseRecipe } from '../../src/core/recipe/index.js';
import { standardStores } from '../../src/stores/standard.js';
import type { DeploymentState, WatchedDeployment } from '../../src/studio/deployment-protocol.js';
import { EditedRecipe } from '../../src/studio/recipe-file.js';
import { serveStudio } from '../../src/studio/serve.js';
import type { Studio } from '../../src/studio/serve.js';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { imageFiles } from '../support/layout-files.js';
import { complaintsOf, hasBrowser, openBrowser, violationsIn } from './browser.js';

const DENIED = 'access denied by the policy of the key';
const WELL: DeploymentState = {
  ...{ done: 1234, waiting: 3, inWork: 2, failed: 1, deadLetters: 2, retried: [] },
  failures: [{ key: 'train/broken.jpg', reason: 'not an image' }],
  said: ['2 dead letters: messages that failed at every attempt; remove the cause'],
};

/** A deployment whose answers the tests choose, and what was asked of it. */
class Imitation implements WatchedDeployment {
  readonly asked: string[] = [];
  now: DeploymentState | undefined = WELL;
  trouble = '';

  state(): Promise<DeploymentState | undefined> {
    return this.trouble === ''
      ? Promise.resolve(this.now)
      : Promise.reject(new StoreError(this.trouble, false));
  }

  letters(): ReturnType<WatchedDeployment['letters']> {
    this.asked.push('letters');
    return Promise.resolve([{ reason: DENIED, count: 2, names: ['a.jpg', 'b.jpg'] }]);
  }

  redrive(reason = 'all'): ReturnType<WatchedDeployment['redrive']> {
    this.asked.push(`redrive ${reason}`);
    this.now = { ...WELL, deadLetters: 0, waiting: 5, said: [] };
    return Promise.resolve({ delivered: 2, left: 0 });
  }
}

let folder: string;
let browser: Browser;
let studio: Studio;
let deployment: Imitation;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  const input = path.join(folder, 'in');
  await writeFiles(input, await imageFiles('a.jpg'));
  deployment = new Imitation();
  studio = await serveStudio(
    {
      ...{ input, output: 's3://images/augmented-images', stores: standardStores, deployment },
      modules: builtInModules,
      store: await standardStores.locate(input).open('input'),
      recipe: new EditedRecipe({ text: 'transforms: []', from: 'nowhere' }, path.join(folder, 'recipe.yaml')),
      parse: (text) => Promise.resolve(parseRecipe(text, 'recipe.yaml')),
      ...{ shipped: [], describe: { inventory: () => [], summary: () => [] } },
    },
    0,
  );
  browser = await openBrowser();
});

afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await studio.close();
  await rm(folder, { recursive: true });
});

async function open() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const complaints = complaintsOf(page);
  await page.goto(`${studio.address}&tab=run`);
  return { page, complaints, part: page.getByRole('region', { name: 'Deployment on AWS' }) };
}

describe.skipIf(!hasBrowser)('the deployment on the page', () => {
  it('shows what waits, is in work, done and failed, and delivers dead letters again when it was asked', async () => {
    const { page, complaints, part } = await open();
    await part.getByText('1,234', { exact: true }).waitFor();
    await part.getByRole('cell', { name: 'train/broken.jpg' }).waitFor();
    await part.getByText('remove the cause').waitFor();
    expect(deployment.asked).toEqual([]);
    await part.getByRole('button', { name: 'Look at the dead letters' }).press('Enter');
    await part.getByRole('row', { name: `${DENIED} 2 a.jpg, b.jpg` }).waitFor();
    expect(await violationsIn(page)).toEqual([]);
    await part.getByRole('button', { name: 'Deliver again', exact: true }).press('Enter');
    await page.getByRole('alertdialog', { name: 'Deliver 2 dead letters again?' }).waitFor();
    await page.getByRole('button', { name: 'Leave them' }).click();
    expect(deployment.asked).toEqual(['letters']);
    await part.getByRole('button', { name: 'Deliver again', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Deliver again' }).click();
    await part.getByText('5', { exact: true }).waitFor();
    await part.getByText('2 delivered again, 0 left').waitFor();
    expect(deployment.asked).toEqual(['letters', `redrive ${DENIED}`]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says what to do where AWS cannot be asked, and asks again', async () => {
    deployment.trouble = 'no credentials were found; set AWS_PROFILE';
    const { page, part } = await open();
    await part.getByRole('alert').getByText('set AWS_PROFILE').waitFor();
    deployment.trouble = '';
    await part.getByText('1,234', { exact: true }).waitFor();
    expect(await part.getByRole('alert').count()).toBe(0);
    await page.close();
  });

  it('says that there is none', async () => {
    deployment.now = undefined;
    const { page, part } = await open();
    await part.getByText('No deployed function fills s3://images/augmented-images').waitFor();
    await page.close();
  });
});
