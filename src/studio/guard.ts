import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/**
 * Nothing is loaded from elsewhere, nothing is sent elsewhere, and no other page can show this one in a frame. The
 * components write a few style elements, hence the one exception.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
};

/**
 * Answers only requests that name this server by its own address: a page of another site could have its name lead here (DNS
 * rebinding), and its requests would still name that site.
 */
export function onlyOwnAddress(hosts: () => readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    const origin = context.req.header('origin');
    const isOwn = hosts().includes(host) && (origin === undefined || origin === `http://${host}`);
    if (!isOwn) return context.json({ message: 'this address is not that of the studio' }, 403);
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
    return undefined;
  };
}

/**
 * Answers only who knows the token, which stands in the address that the command prints. It comes in a header, which pages
 * of other sites cannot send, and not in a cookie, which browsers would send for them.
 */
export function onlyWithToken(token: string): MiddlewareHandler {
  const expected = Buffer.from(`Bearer ${token}`);
  return async (context, next) => {
    const given = Buffer.from(context.req.header('authorization') ?? '');
    const isRight = given.length === expected.length && timingSafeEqual(given, expected);
    if (isRight) return next();
    return context.json(
      { message: 'open the address that `augment studio` printed: it holds the key to this server' },
      401,
    );
  };
}
