import * as z from 'zod';
import { toMessage } from './s3-events.js';

/** What a message of the second queue asks for. */
export type ReconcileRequest =
  /** A full reconciliation. `after`: not before this time, in milliseconds. */
  | { readonly kind: 'reconcile'; readonly after?: number | undefined }
  /** To take note of what became of some images. `isListed`: a full reconciliation asked for them, and need not be repeated for them. */
  | {
      readonly kind: 'changed';
      readonly keys: readonly string[];
      readonly isListed: boolean;
      readonly after?: number | undefined;
    };

const reconcileSchema = z.strictObject({ reconcile: z.literal(true), after: z.number().optional() });
const changedSchema = z.strictObject({
  changed: z.array(z.string()),
  listed: z.literal(true).optional(),
  after: z.number().optional(),
});

/** Whatever else a message says, a full reconciliation answers it. */
export function parseReconcileRequest(body: string): ReconcileRequest {
  const message = parseIfJson(body);
  const changed = changedSchema.safeParse(message);
  if (changed.success) {
    const { changed: keys, listed, after } = changed.data;
    return { kind: 'changed', keys, isListed: listed === true, after };
  }
  const request = reconcileSchema.safeParse(message);
  return { kind: 'reconcile', after: request.data?.after };
}

function parseIfJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The request for a full reconciliation. @param after not before this time, in milliseconds */
export function encodeReconcile(after?: number): string {
  const request: z.input<typeof reconcileSchema> = { reconcile: true, ...(after !== undefined && { after }) };
  return toMessage(request);
}

/**
 * Tells of images whose Records may have been written or removed.
 * @param keys none: only the files about the whole output are asked for
 * @param after not before this time, in milliseconds
 */
export function encodeChanged(keys: readonly string[], isListed: boolean, after?: number): string {
  const request: z.input<typeof changedSchema> = {
    changed: [...keys],
    ...(isListed && { listed: true }),
    ...(after !== undefined && { after }),
  };
  return toMessage(request);
}
