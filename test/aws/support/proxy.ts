import { createServer, request as requestPlain } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Passing {
  readonly method: string;
  readonly path: string;
}

/** What happens to a request; undefined: nothing special. */
export type Mishap =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string; readonly message?: string }
  /** The client gets all headers and half of the body. */
  | { readonly kind: 'truncate' | 'reset' | 'stall' }
  /** The server executes the request, but the answer is lost. */
  | { readonly kind: 'lose' }
  | { readonly kind: 'delay'; readonly ms: number };

export interface Proxy {
  readonly endpoint: string;
  /** All requests in order: `GET /bucket/key`. */
  readonly passed: string[];
  close: () => Promise<void>;
}

/** Starts a proxy before an S3 server, which makes requests fail like a network does. */
export async function startProxy(
  target: string,
  mishap: (passing: Passing) => Mishap | undefined,
): Promise<Proxy> {
  const passed: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const passing = { method: incoming.method ?? '', path: incoming.url ?? '' };
    passed.push(`${passing.method} ${passing.path.split('?')[0]!}`);
    const what = mishap(passing);
    if (what?.kind === 'answer') answer(incoming, outgoing, what);
    else if (what?.kind === 'delay')
      setTimeout(() => {
        forward(target, incoming, outgoing, what);
      }, what.ms);
    else forward(target, incoming, outgoing, what);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code, message = '' }: Extract<Mishap, { kind: 'answer' }>,
): void {
  incoming.resume().on('end', () => {
    const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    outgoing.writeHead(status, { 'content-type': 'application/xml' });
    outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  });
}

function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  what: Mishap | undefined,
): void {
  const { method, headers, url } = incoming;
  const request = target.startsWith('https:') ? requestSecure : requestPlain;
  // The Host header is part of the client's signature.
  const passing = request(new URL(target), { method, headers, path: url }, (answered) => {
    if (what?.kind === 'lose') {
      answered.resume().on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answered.statusCode ?? 500, answered.rawHeaders);
    if (what === undefined || what.kind === 'delay') answered.pipe(outgoing);
    else void half(answered, outgoing, what.kind);
  });
  passing.on('error', () => outgoing.destroy());
  incoming.pipe(passing);
}

async function half(answered: IncomingMessage, outgoing: ServerResponse, kind: string): Promise<void> {
  const body = Buffer.concat((await answered.toArray()) as Buffer[]);
  await new Promise<void>((resolve) =>
    outgoing.write(body.subarray(0, body.length / 2), () => {
      resolve();
    }),
  );
  if (kind === 'reset') outgoing.socket?.resetAndDestroy();
  if (kind === 'truncate') outgoing.socket?.end();
}
