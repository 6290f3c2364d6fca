import { restrainLibvips } from '../codecs/libvips.js';
import type { Modules } from '../core/modules.js';
import { composePackages } from '../packages/compose.js';
import { importPackage } from '../packages/import.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';

/** What a thread needs to open the input as the server has. */
export interface InputSetup {
  readonly address: string;
  /** URLs of the packages that Recipes are read with. */
  readonly packages: readonly string[];
}

export interface ThreadInput {
  readonly input: Store;
  readonly registry: StoreRegistry;
  readonly modules: Modules;
}

export async function openInThread({ address, packages }: InputSetup): Promise<ThreadInput> {
  restrainLibvips();
  const { modules, stores: registry } = composePackages(await Promise.all(packages.map(importPackage)));
  return { input: await registry.locate(address).open('input'), registry, modules };
}
