import { Command } from 'commander';
import { OR_BUCKET } from './options.js';
import { addPackageOption } from './packages.js';
import type { PackageFlags } from './packages.js';

export interface McpFlags extends PackageFlags {
  readonly readOnly?: boolean;
}

export function mcpCommand(): Command {
  return addPackageOption(
    new Command('mcp')
      .description(
        'offer inspect, preview, run and others to an agent, by the Model Context Protocol on standard input and output',
      )
      .argument(
        '[folders...]',
        `the only places that the agent can use, with what lies below them: folders ${OR_BUCKET}, a folder first (default: the working folder)`,
      ),
  )
    .option('--read-only', 'leave out what writes: run and pool')
    .addHelpText(
      'after',
      `
Examples:
  augment mcp                              all data sets and results below the working folder
  augment mcp /data/sets --read-only
  augment mcp . s3://bucket/raw-images

Programs with agents start this command themselves: docs/mcp.md shows how they are told to. A run writes beside its
input, so name the folder above the data sets. The agent's relative paths begin at the first folder.`,
    )
    .action(async (folders: string[], flags: McpFlags) => {
      const { serveMcp } = await import('./mcp/serve.js');
      await serveMcp(folders.length === 0 ? ['.'] : folders, flags);
    });
}
