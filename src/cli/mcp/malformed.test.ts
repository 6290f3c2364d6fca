import { deserializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import { expect, it } from 'vitest';
import { answerToMalformed } from './malformed.js';

function answerTo(line: string): unknown {
  try {
    deserializeMessage(line);
  } catch (error) {
    return answerToMalformed(error as Error);
  }
  return 'a message';
}

it('answers lines that are no messages, as JSON-RPC has it', () => {
  const coded = (code: number) => ({ jsonrpc: '2.0', id: null, error: { code } });
  expect(answerTo('{"jsonrpc":"2.0","id":1,')).toMatchObject(coded(-32700));
  expect(answerTo('hello')).toMatchObject(coded(-32700));
  expect(answerTo('{"id":1,"method":"ping"}')).toMatchObject(coded(-32600));
  expect(answerTo('{"jsonrpc":"2.0","id":1,"method":"ping"}')).toBe('a message');
  expect(answerToMalformed(new Error('the pipe is closed'))).toBeUndefined();
});
