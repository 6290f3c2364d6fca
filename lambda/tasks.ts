import type { Hint } from '../src/triggers/s3-events.js';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** How often SQS has delivered it, this time included. */
  readonly deliveries?: number;
}

/** An image to update, and the messages that ask for it. */
export interface Task {
  readonly messages: Set<string>;
  deliveries: number;
  size?: number;
  afterListing: boolean;
  /** True if nothing but a full reconciliation asked for it. */
  isListed: boolean;
  isUpload: boolean;
  /** True if the image may have ended a function: it was delivered before, or an attempt with it is noted. */
  isSuspect: boolean;
}

/** Merges several messages about one image into one task. If their sizes differ, the task has none and asks S3. */
export function addTask(
  tasks: Map<string, Task>,
  { id, deliveries = 1 }: Message,
  image: Pick<Hint, 'key' | 'size'>,
  hint: Hint,
): void {
  const earlier = tasks.get(image.key);
  if (!earlier) {
    const { size } = image;
    tasks.set(image.key, {
      messages: new Set([id]),
      deliveries,
      afterListing: hint.afterListing,
      isListed: hint.afterListing,
      isUpload: size !== undefined,
      isSuspect: deliveries > 1 || hint.isSuspect === true,
      ...(size !== undefined && { size }),
    });
    return;
  }
  earlier.messages.add(id);
  earlier.deliveries = Math.max(earlier.deliveries, deliveries);
  earlier.afterListing ||= hint.afterListing;
  earlier.isListed &&= hint.afterListing;
  earlier.isSuspect ||= deliveries > 1 || hint.isSuspect === true;
  earlier.isUpload ||= image.size !== undefined;
  if (earlier.size !== image.size) delete earlier.size;
}
