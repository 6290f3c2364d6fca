import { expect, it } from 'vitest';
import { augmenting, queues, visibilityTimeout } from '../src/cdk/sizing.js';
import { DEAD_LETTERS_KEPT_S, existsAfter, HIDDEN_S, MOST_DELIVERIES, pauseAfter } from './deliveries.js';

it('knows how often and for how long the deployed queues keep messages', () => {
  expect(MOST_DELIVERIES).toBe(queues.maxReceiveCount);
  expect(DEAD_LETTERS_KEPT_S).toBe(queues.deadLetterRetention.toSeconds());
  // Otherwise hiding a message would bring it back later, not sooner.
  expect(HIDDEN_S).toBeLessThan(visibilityTimeout(augmenting).toSeconds());
});

it('waits longer after each failure, and counts on a dead letter after the last', () => {
  const pauses = [1, 2, 3, 4].map(pauseAfter);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(existsAfter(1)).toBeGreaterThan(pauseAfter(1));
  expect(existsAfter(MOST_DELIVERIES)).toBe(DEAD_LETTERS_KEPT_S);
});
