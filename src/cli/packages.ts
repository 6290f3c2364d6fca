import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import type { Composition } from '../packages/compose.js';

export interface PackageFlags {
  readonly package?: readonly string[];
}

/** Packages are code, so only the command line names them: a recipe cannot make anybody load one. */
export function addPackageOption(command: Command): Command {
  return command.option(
    '--package <name>',
    'load more transforms, label formats, codecs or stores: an installed package, or the path of its module; may be repeated',
    (name: string, before: readonly string[]) => [...before, name],
    [],
  );
}

/**
 * What this package brings, with the packages of the command line.
 * @throws UsageError if a package cannot be found or imported
 */
export async function composeFlags({ package: names = [] }: PackageFlags): Promise<Composition> {
  const [{ composePackages }, { importPackage }] = await Promise.all([
    import('../packages/compose.js'),
    import('../packages/import.js'),
  ]);
  return composePackages(await Promise.all(names.map((name) => importPackage(moduleUrl(name)))));
}

/** The module of a package that is installed where the command runs, or of a file. */
function moduleUrl(name: string): string {
  const isFile = /^\.{1,2}[/\\]|\.[cm]?js$/.test(name) || path.isAbsolute(name);
  if (isFile) return pathToFileURL(path.resolve(name)).href;
  try {
    return pathToFileURL(createRequire(path.resolve('package.json')).resolve(name)).href;
  } catch (cause) {
    throw new UsageError(
      `the package ${name} is not installed here; npm install ${name}, or name the file of its module`,
      { cause },
    );
  }
}
