import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { missingEntry } from '../core/recipe/tree.js';
import { catalogue, catalogueEntry, isEntryName } from '../core/transforms/catalogue.js';
import { describeParameters } from '../core/transforms/describe.js';

export function transformsCommand(): Command {
  return new Command('transforms')
    .description('list the transforms, or show one with its parameters and defaults')
    .argument('[name]')
    .action((name?: string) => {
      if (name === undefined) listAll();
      else showOne(name);
    });
}

function listAll(): void {
  const entries = Object.values(catalogue);
  const width = Math.max(...entries.map((entry) => entry.name.length));
  for (const group of ['spatial', 'pixel', 'dropout', 'control'] as const) {
    console.log(`\n${group}`);
    for (const entry of entries.filter((one) => one.group === group)) {
      console.log(`  ${entry.name.padEnd(width)}  ${entry.summary}`);
    }
  }
}

function showOne(name: string): void {
  if (!isEntryName(name)) throw new UsageError(`${name}: ${missingEntry(name)}`);
  const entry = catalogueEntry(name);
  console.log(`${entry.name} (${entry.group}, p ${entry.p})\n${entry.summary}`);
  if (entry.origin) console.log(`Origin: ${entry.origin}`);
  for (const { name: parameter, default: value } of describeParameters(entry)) {
    console.log(`  ${parameter}: ${value ?? '(to be given)'}`);
  }
  for (const [parameter, reason] of Object.entries(entry.refused ?? {}))
    console.log(`  ${parameter}: not carried: ${reason}`);
}
