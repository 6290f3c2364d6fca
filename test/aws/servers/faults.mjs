// What may go wrong on the way to S3 and back, and which requests it happens to.

/**
 * Shares of the requests that may suffer it, from 0 to 1:
 *
 * - `slowDown`: 503 with S3's answer, instead of forwarding it
 * - `reset`: the connection is reset, instead of forwarding it
 * - `truncated`: of a GET of an object, half of the body arrives, then the connection breaks
 * - `answerLost`: what changes something is carried out, then the connection is reset without an answer
 *
 * @typedef {{ slowDown?: number, reset?: number, truncated?: number, answerLost?: number }} Faults
 * @typedef {'GET' | 'HEAD' | 'LIST' | 'PUT' | 'POST' | 'DELETE'} Kind
 */

/** @type {Record<keyof Faults, Kind[]>} */
const SUFFER = {
  slowDown: ['GET', 'HEAD', 'LIST', 'PUT', 'POST', 'DELETE'],
  reset: ['GET', 'HEAD', 'LIST', 'PUT', 'POST', 'DELETE'],
  truncated: ['GET'],
  answerLost: ['PUT', 'POST', 'DELETE'],
};

/**
 * The fault for a request of this kind, if any.
 *
 * @param {Faults} faults
 * @param {Kind} kind
 * @param {number} chance from 0 to 1, drawn for this request
 * @returns {keyof Faults | undefined}
 */
export function chooseFault(faults, kind, chance) {
  let bound = 0;
  return Object.keys(SUFFER).find((name) => {
    if (SUFFER[name].includes(kind)) bound += faults[name] ?? 0;
    return chance < bound;
  });
}

/**
 * What a request in path style asks for: its method, but LIST for what lists objects, versions or uploads.
 *
 * @param {string} method
 * @param {string} url
 * @returns {Kind}
 */
export function kindOf(method, url) {
  const isBucket = !/^\/[^/]+\/./.test(pathOf(url));
  return method === 'GET' && isBucket ? 'LIST' : method;
}

/** `/bucket/key` of a request in path style. @param {string} url */
export function pathOf(url) {
  return decodeURIComponent(new URL(url, 'http://host').pathname);
}

export const SLOW_DOWN = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message><RequestId>AUGMENT</RequestId><HostId>AUGMENT</HostId></Error>`;

/**
 * Numbers from 0 to 1, the same ones for the same seed (mulberry32).
 *
 * @param {number} seed
 */
export function chances(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
