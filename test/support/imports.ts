import { readFile } from 'node:fs/promises';
import path from 'node:path';

const STATIC_IMPORT = /^(?:import|export)\b(?:[^'";]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
const LATE_IMPORT = /(?:\bimport|\brequire|\bcreateRequire\(import\.meta\.url\))\(\s*['"]([^'"]+)['"]\s*\)/g;

/** The files that are loaded when a built module is imported, with their text: itself, and what it imports. */
export async function modulesLoadedBy(module: string): Promise<ReadonlyMap<string, string>> {
  const loaded = new Map<string, string>();
  const files = new Set([module]);
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    loaded.set(file, text);
    for (const name of namesIn(text, STATIC_IMPORT)) {
      if (name.startsWith('.')) files.add(path.resolve(path.dirname(file), name));
    }
  }
  return loaded;
}

/** The packages that a built module loads when it is imported, directly or through other modules. */
export async function packagesLoadedBy(module: string): Promise<ReadonlySet<string>> {
  const texts = [...(await modulesLoadedBy(module)).values()];
  return new Set(texts.flatMap((text) => namesIn(text, STATIC_IMPORT)).filter(isPackage));
}

/** The packages that a module names, to be loaded with it or later. */
export async function packagesNamedIn(module: string): Promise<ReadonlySet<string>> {
  const text = await readFile(module, 'utf8');
  return new Set([...namesIn(text, STATIC_IMPORT), ...namesIn(text, LATE_IMPORT)].filter(isPackage));
}

function namesIn(text: string, imports: RegExp): string[] {
  return [...text.matchAll(imports)].map(([, name]) => name!);
}

function isPackage(name: string): boolean {
  return !name.startsWith('.');
}
