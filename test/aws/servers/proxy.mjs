// A proxy between clients and S3: it delays requests, makes them fail, and counts them.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { chances, chooseFault, kindOf, pathOf, SLOW_DOWN } from './faults.mjs';

/**
 * Starts a proxy in front of a server. Requests are forwarded unchanged, with their Host header, so signatures stay
 * valid. Bodies are streamed. `set` changes the behaviour for later requests.
 *
 * @typedef {{ latency?: Partial<Record<import('./faults.mjs').Kind, number>>, faults?: import('./faults.mjs').Faults, before?: (kind: import('./faults.mjs').Kind, path: string, port: number) => unknown }} Behaviour
 *   `latency`: milliseconds before the first byte of an answer; `before`: is awaited before a request is forwarded, with
 *   the client's port; if it throws, the connection is reset
 * @param {{ endpoint: string, env: import('./clients.mjs').Env, tls?: import('./tls.mjs').Certificate | undefined }} server
 * @param {Behaviour & { seed?: number }} [options]
 */
export async function startProxy(server, { seed = 1, ...options } = {}) {
  /** @type {Behaviour} */
  let behaviour = options;
  const counts = { GET: 0, HEAD: 0, LIST: 0, PUT: 0, POST: 0, DELETE: 0 };
  const injected = { slowDown: 0, reset: 0, truncated: 0, answerLost: 0 };
  const chance = chances(seed);
  const forward = forwarding(server);

  const { proxy, connections } = listener(server.tls, (request, response) => {
    const kind = kindOf(request.method, request.url);
    counts[kind]++;
    const fault = chooseFault(behaviour.faults ?? {}, kind, chance());
    if (fault) injected[fault]++;
    const breakOff = () => connections.get(request.socket.remotePort)?.resetAndDestroy();
    const { before, latency = {} } = behaviour;
    Promise.resolve()
      .then(() => before?.(kind, pathOf(request.url), request.socket.remotePort))
      .then(() => answer(request, response, { forward, fault, breakOff, latency: latency[kind] ?? 0 }))
      .catch(breakOff);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const endpoint = `${server.tls ? 'https' : 'http'}://127.0.0.1:${proxy.address().port}`;
  return {
    endpoint,
    env: { ...server.env, AWS_ENDPOINT_URL_S3: endpoint },
    counts,
    injected,
    /** @param {Behaviour} next */
    set: (next) => {
      behaviour = next;
    },
    stop: async () => {
      forward.agent.destroy();
      for (const connection of connections.values()) connection.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** Forwards one request and its answer, or makes one of them fail. */
async function answer(request, response, { forward, fault, breakOff, latency }) {
  if (fault === 'reset') return breakOff();
  if (fault === 'slowDown') {
    request.resume();
    await sleep(latency);
    response.writeHead(503, { 'content-type': 'application/xml' });
    return response.end(SLOW_DOWN);
  }
  const result = await forward(request, response);
  await sleep(latency);
  if (fault === 'answerLost') return result.resume().on('end', breakOff);
  response.writeHead(result.statusCode, withoutConnection(result.headers));
  if (fault === 'truncated') return passHalf(result, response);
  result.on('error', breakOff).pipe(response);
}

/** @param {{ endpoint: string, tls?: import('./tls.mjs').Certificate }} server */
function forwarding({ endpoint, tls }) {
  const { hostname, port } = new URL(endpoint);
  const { request: send, Agent } = tls ? https : http;
  const agent = new Agent({ keepAlive: true, ...(tls && { ca: readFileSync(tls.cert) }) });
  const forward = (request, response) =>
    new Promise((resolve, reject) => {
      const { method, url } = request;
      const headers = withoutConnection(request.headers);
      const onward = send({ hostname, port, method, path: url, headers, agent }, resolve).on('error', reject);
      response.on('close', () => onward.destroy());
      request.on('error', reject).pipe(onward);
    });
  return Object.assign(forward, { agent });
}

/** A server, and its connections by the client's port: those below TLS, because only these can be reset. */
function listener(tls, onRequest) {
  const proxy = tls
    ? https.createServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, onRequest)
    : http.createServer(onRequest);
  const connections = new Map();
  proxy.on('connection', (socket) => {
    const port = socket.remotePort;
    connections.set(port, socket);
    socket.on('close', () => connections.delete(port)).on('error', () => undefined);
  });
  proxy.on('clientError', (_error, socket) => socket.destroy());
  return { proxy, connections };
}

/** Forwards half of a body, then closes the connection. A reset would discard bytes that are on their way. */
async function passHalf(result, response) {
  let left = Math.floor(Number(result.headers['content-length'] ?? 2) / 2);
  for await (const chunk of result) {
    await new Promise((resolve) => response.write(chunk.subarray(0, left), resolve));
    left -= chunk.length;
    if (left <= 0) break;
  }
  response.destroy();
}

/** All headers except those about one connection. */
function withoutConnection(headers) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(connection|keep-alive)$/.test(name)),
  );
}
