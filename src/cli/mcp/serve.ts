import path from 'node:path';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { AugmentError, UsageError } from '../../core/errors.js';
import type { Composition } from '../../packages/compose.js';
import { confinedStores } from '../../stores/confined.js';
import type { StoreRegistry } from '../../stores/registry.js';
import type { McpFlags } from '../mcp.js';
import { requireInput } from '../options.js';
import { composeFlags } from '../packages.js';
import { printable, say } from '../say.js';
import { version } from '../version.js';
import { inspectTool } from './inspect-tool.js';
import { instructions } from './instructions.js';
import { answerToMalformed } from './malformed.js';
import { explainTool, statusTool, verifyTool } from './output-tools.js';
import { poolTool } from './pool-tool.js';
import { previewTool } from './preview-tool.js';
import { progressTo } from './progress-to.js';
import type { Extra } from './progress-to.js';
import { checkRecipeTool, recipesTool, suggestRecipeTool, transformsTool } from './recipe-tools.js';
import { runTool } from './run-tool.js';
import { shortenData, shortenLines } from './shorten.js';
import type { Answer, Tool } from './tool.js';

/** In the order in which they are used. */
const TOOLS: readonly Tool[] = [
  ...[inspectTool, suggestRecipeTool, recipesTool, transformsTool, checkRecipeTool, poolTool, previewTool],
  ...[runTool, statusTool, explainTool, verifyTool],
];

/**
 * Serves the tools on standard input and output until the client is gone. A run that is under way then finishes the images that are in
 * work.
 * @param folders addresses, the first of them a folder, where relative paths begin from now on
 * @throws UsageError if one of them does not exist
 */
export async function serveMcp(folders: readonly string[], flags: McpFlags): Promise<void> {
  // Standard output is the protocol's; a package that prints must not break it.
  console.log = console.error;
  const { modules, stores } = await composeFlags(flags);
  const within = folders.map((folder) => absolute(folder, stores));
  process.chdir(firstFolder(within, stores));
  const composition = { modules, stores: confinedStores(stores, within) };
  const tools = TOOLS.filter(({ writes }) => !(flags.readOnly && writes));
  const server = new McpServer(
    { name: 'augment-on-demand', version },
    { instructions: instructions(within, tools) },
  );
  const inTurn = createTurns();
  for (const tool of tools) register(server, tool, composition, inTurn);
  const close = () => void server.close();
  process.stdin.once('end', close);
  process.once('SIGINT', close).once('SIGTERM', close);
  const transport = new StdioServerTransport();
  transport.onerror = (error) => {
    const answer = answerToMalformed(error);
    if (answer) process.stdout.write(`${JSON.stringify(answer)}\n`);
  };
  await server.connect(transport);
  say(`mcp: waiting for a client on standard input; it can use ${within.join(', ')}`);
}

function absolute(address: string, stores: StoreRegistry): string {
  requireInput(address, 'the data sets and their results', stores);
  return stores.schemeOf(address) === undefined ? path.resolve(address) : address;
}

function firstFolder([first]: readonly string[], stores: StoreRegistry): string {
  if (first !== undefined && stores.schemeOf(first) === undefined) return first;
  throw new UsageError('name a folder first, where relative paths begin, such as: augment mcp . s3://bucket');
}

/** Does one work after the other. */
function createTurns() {
  let previous: Promise<unknown> = Promise.resolve();
  return <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const turn = previous.then(() => {
      signal.throwIfAborted();
      return work();
    });
    previous = turn.catch(() => undefined);
    return turn;
  };
}

function register(
  server: McpServer,
  tool: Tool,
  composition: Composition,
  inTurn: ReturnType<typeof createTurns>,
): void {
  const { name, title, description, parameters, writes, takesLong } = tool;
  const annotations = {
    ...{ title, readOnlyHint: !writes, openWorldHint: false },
    // What is replaced or removed was written by it, too.
    ...(writes && { destructiveHint: true, idempotentHint: true }),
  };
  // A parameter that is misspelt is a mistake.
  const inputSchema = z.strictObject(parameters);
  server.registerTool(name, { title, description, inputSchema, annotations }, async (given, extra: Extra) => {
    const { signal } = extra;
    const perform = async () => tool.perform(given, { composition, signal, onProgress: progressTo(extra) });
    return (takesLong ? inTurn(signal, perform) : perform()).then(resultOf, refusalOf);
  });
}

/** The agent reads what users read, and can do what it says. */
function refusalOf(error: unknown): CallToolResult {
  const reason = error instanceof AugmentError ? error.message : `a defect of this program: ${String(error)}`;
  return { content: [{ type: 'text', text: textOf(reason.split('\n')) }], isError: true };
}

function textOf(lines: readonly string[]): string {
  return shortenLines(lines).map(printable).join('\n');
}

function resultOf({ lines, data, picture }: Answer): CallToolResult {
  const image = picture && {
    ...{ type: 'image' as const, mimeType: 'image/jpeg' },
    data: Buffer.from(picture).toString('base64'),
  };
  return {
    content: [...(image ? [image] : []), { type: 'text', text: textOf(lines) }],
    structuredContent: shortenData(data),
  };
}
