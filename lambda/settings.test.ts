import { describe, expect, it } from 'vitest';
import { UsageError } from '../src/core/errors.js';
import { readSettings } from './settings.js';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012';
const ENVIRONMENT = {
  AUGMENT_INPUT: 's3://images/raw-images',
  AUGMENT_OUTPUT: 's3://images/augmented-images',
  AUGMENT_IMAGE_QUEUE_URL: `${QUEUE}/images`,
  AUGMENT_RECONCILE_QUEUE_URL: `${QUEUE}/reconcile.fifo`,
  AUGMENT_DEAD_LETTERS_URL: `${QUEUE}/dead`,
  AUGMENT_RECONCILE_DEAD_LETTERS_URL: `${QUEUE}/dead.fifo`,
  AUGMENT_LOG_GROUP: 'log',
  AUGMENT_RECONCILE_LOG_GROUP: 'reconcile-log',
};

describe('settings', () => {
  it('come from the environment, which may have other variables', () => {
    expect(
      readSettings({ ...ENVIRONMENT, AUGMENT_RECIPE: 'recipe.yaml', AWS_REGION: 'eu-central-1' }),
    ).toMatchObject({
      input: 's3://images/raw-images',
      inputLocation: { bucket: 'images', prefix: 'raw-images/' },
      output: 's3://images/augmented-images',
      recipe: 'recipe.yaml',
      queues: {
        images: `${QUEUE}/images`,
        reconcile: `${QUEUE}/reconcile.fifo`,
        deadLetters: `${QUEUE}/dead`,
        reconcileDeadLetters: `${QUEUE}/dead.fifo`,
      },
      logGroups: { augment: 'log', reconcile: 'reconcile-log' },
    });
  });

  it('do not need a recipe', () => {
    expect(readSettings(ENVIRONMENT)).not.toHaveProperty('recipe');
  });

  it.each(Object.keys(ENVIRONMENT))('need %s, and name it in the error', (name) => {
    const reading = () => readSettings({ ...ENVIRONMENT, [name]: undefined });
    expect(reading).toThrow(UsageError);
    expect(reading).toThrow(name);
  });

  it('list every mistake', () => {
    const reading = () =>
      readSettings({ ...ENVIRONMENT, AUGMENT_IMAGE_QUEUE_URL: 'images', AUGMENT_RECIPE: '' });
    expect(reading).toThrow(
      /AUGMENT_RECIPE[^]*AUGMENT_IMAGE_QUEUE_URL|AUGMENT_IMAGE_QUEUE_URL[^]*AUGMENT_RECIPE/,
    );
  });

  it.each(['/images', 'images', 's3://', 's3:///raw-images', 's3://images/a/../b'])(
    'refuse the input %s',
    (input) => {
      expect(() => readSettings({ ...ENVIRONMENT, AUGMENT_INPUT: input })).toThrow(UsageError);
    },
  );
});
