import { homedir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder } from './cache-folder.js';

it.each([
  ['linux', {}, path.join(homedir(), '.cache')],
  ['linux', { XDG_CACHE_HOME: '/caches' }, '/caches'],
  ['linux', { XDG_CACHE_HOME: 'caches' }, path.join(homedir(), '.cache')],
  ['darwin', {}, path.join(homedir(), 'Library/Caches')],
  ['win32', { LOCALAPPDATA: '/local' }, '/local'],
] as const)('lies where caches lie: %s %o', (platform, environment, base) => {
  expect(cacheFolder(environment, platform)).toBe(path.join(base, 'augment-on-demand'));
});
