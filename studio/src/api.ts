import type { Refusal } from '../../src/studio/protocol.js';

const KEPT_AS = 'token';

/** The token stands in the address that the command printed. It is moved out of it, so that links do not show it. */
function takeToken(): string {
  const address = new URLSearchParams(location.hash.slice(1));
  const given = address.get('token');
  if (given !== null) {
    sessionStorage.setItem(KEPT_AS, given);
    address.delete('token');
    history.replaceState(null, '', `#${address.toString()}`);
  }
  return sessionStorage.getItem(KEPT_AS) ?? '';
}

const token = takeToken();

async function request(path: string, init: RequestInit): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const answer = await fetch(`./api${path}`, { ...init, headers }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Error('the studio does not answer: is the command still running?');
  });
  if (answer.ok) return answer;
  const { message } = (await answer.json()) as Refusal;
  throw new Error(message);
}

/** @param body sent as JSON */
export async function ask<T>(
  path: string,
  { method = 'GET', body, signal }: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const init = {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  };
  return (await (await request(path, init)).json()) as T;
}

export async function askForPicture(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await request(path, signal ? { signal } : {})).blob();
}

/** Lines of JSON, each as soon as the server has sent it. */
export async function* askForLines<Line>(
  path: string,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  const { body: sent } = await request(path, { method: 'POST', body: JSON.stringify(body), signal });
  const reader = sent!.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) yield JSON.parse(line) as Line;
    }
  } finally {
    // Of the few connections that a browser has, one would stay taken by what nobody reads.
    await reader.cancel();
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
