// Faults of the network to S3, and the choice of requests that suffer them.

/**
 * The share of requests that suffer each fault, from 0 to 1:
 *
 * - `slowDown`: the request is answered with S3's 503, and not forwarded
 * - `reset`: the connection is reset, and the request is not forwarded
 * - `truncated`: half of the body of a GET arrives, then the connection breaks
 * - `answerLost`: a writing request is forwarded and done, then the connection is reset without an answer
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
 * The fault of a request of this kind, if there is one.
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
 * The kind of a request in path style: its method, or LIST if it lists objects, versions or uploads.
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
 * Random numbers from 0 to 1; the same seed gives the same numbers (mulberry32).
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
