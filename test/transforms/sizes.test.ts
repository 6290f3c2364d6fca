import { describe, expect, it } from 'vitest';
import { allowedFor } from './agreements.js';
import { expectLabels } from './labels.js';
import { sampledCases, sampledDistance, sourceOf } from './sizes.js';

/** Upstream moves labels in single precision, and the grid of curved maps is of 1/4 pixel. */
const LABEL_TOLERANCES = { matrix: 0.01, curve: 0.3 };

const titled = sampledCases.map((one) => {
  const colours = one.channels === 1 ? 'grey' : 'colours';
  const said = `${JSON.stringify(one.parameters)} ${JSON.stringify(one.draws)}`;
  return [`${one.transform} of ${one.frame}, ${colours}: ${said}`, one] as const;
});

describe('samples of images and masks', () => {
  it.each(titled)('%s', async (_title, one) => {
    const distance = await sampledDistance(one);
    const allowed = allowedFor(one.agreement);
    expect(distance.mean).toBeLessThanOrEqual(allowed.mean);
    expect(distance.most).toBeLessThanOrEqual(allowed.most);
    expect(distance.mask).toBeLessThanOrEqual(allowed.mask);
  });
});

describe('boxes and keypoints', () => {
  it.each(titled)('%s', (_title, one) => {
    expectLabels(one, sourceOf(one), LABEL_TOLERANCES);
  });
});
