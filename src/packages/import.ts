import * as z from 'zod';
import { UsageError } from '../core/errors.js';
import type { AugmentPackage } from './package.js';

/** What is checked of a package: its functions can only be checked by calling them. */
const packageSchema = z.looseObject({ name: z.string().min(1), version: z.string().min(1) });
const isPackage = (value: unknown): value is AugmentPackage => packageSchema.safeParse(value).success;

/**
 * Imports a package from its module's URL. What is imported runs with all rights of this process.
 * @returns the package, which worker threads can import again
 * @throws UsageError where the module cannot be imported, or its default export is no package
 */
export async function importPackage(module: string): Promise<AugmentPackage> {
  let imported: { readonly default?: unknown };
  try {
    imported = (await import(module)) as { readonly default?: unknown };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`the package ${module} cannot be imported: ${reason}`, { cause });
  }
  if (isPackage(imported.default)) return { ...imported.default, module };
  throw new UsageError(`${module}: its default export must be made by definePackage`);
}
