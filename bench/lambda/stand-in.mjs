import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median } from '../statistics.mjs';

/** The contestants are pinned to the first core. */
const PIN =
  spawnSync('taskset', ['-c', '1', 'true']).status === 0 ? ['-c', '1', process.execPath] : undefined;

/** Milliseconds until the first byte of an answer, for S3 and SQS in the function's region. */
export const LATENCY = { GET: 30, HEAD: 30, LIST: 30, PUT: 50, DELETE: 50, SQS: 20 };

/** The process of s3.mjs. */
export class StandIn {
  static async start() {
    const script = fileURLToPath(new URL('s3.mjs', import.meta.url));
    const pinned = PIN ? { execPath: 'taskset', execArgv: PIN } : {};
    const made = new StandIn(fork(script, pinned));
    made.endpoint = `http://127.0.0.1:${await made.answer()}`;
    await made.order('latency', LATENCY);
    return made;
  }

  constructor(process) {
    this.process = process;
  }

  async answer() {
    const [{ done }] = await once(this.process, 'message');
    return done;
  }

  order(order, given = null) {
    this.process.send({ order, given });
    return this.answer();
  }

  stop() {
    this.process.disconnect();
  }

  /** The time that a GET of an image takes beyond the given latency, ten at a time: the median and the maximum of a hundred. */
  async overhead(image, requests) {
    await this.order('fill', [{ path: '/probe/photo.jpg', file: image }]);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 10 });
    const times = [];
    const lane = async () => {
      for (let i = 0; i < requests / 10; i++) {
        const begun = performance.now();
        const request = http.get(`${this.endpoint}/probe/photo.jpg`, { agent });
        const [response] = await once(request, 'response');
        times.push(performance.now() - begun - LATENCY.GET);
        response.resume();
        await once(response, 'end');
      }
    };
    await Promise.all(Array.from({ length: 10 }, lane));
    agent.destroy();
    await this.order('counts');
    return { median: median(times), p99: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] };
  }
}
