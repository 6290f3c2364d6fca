import { readFile } from 'node:fs/promises';
import path from 'node:path';

const STATIC_IMPORT = /^(?:import|export)\b(?:[^'";]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;

/** The packages that a built module loads when it is imported, directly or through other modules. */
export async function packagesLoadedBy(module: string): Promise<ReadonlySet<string>> {
  const packages = new Set<string>();
  const modules = new Set([module]);
  for (const file of modules) {
    for (const [, specifier] of (await readFile(file, 'utf8')).matchAll(STATIC_IMPORT)) {
      if (specifier!.startsWith('.')) modules.add(path.resolve(path.dirname(file), specifier!));
      else packages.add(specifier!);
    }
  }
  return packages;
}
