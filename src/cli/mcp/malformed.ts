/** Numbers of the specification of JSON-RPC 2.0. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/**
 * The answer to a line that is no message: a program that waits for one to each of its lines would wait for ever.
 * @param error of the transport
 * @returns undefined if the error is about something else
 */
export function answerToMalformed(error: Error): object | undefined {
  // The check of messages has a class of errors that is not this program's.
  if (error.name === 'ZodError')
    return refusal(INVALID_REQUEST, 'the line is JSON, and no message of JSON-RPC 2.0');
  return error instanceof SyntaxError
    ? refusal(PARSE_ERROR, `the line is no JSON: ${error.message}; each message is one line`)
    : undefined;
}

/** Nobody knows which request it was. */
function refusal(code: number, message: string): object {
  return { jsonrpc: '2.0', id: null, error: { code, message } };
}
