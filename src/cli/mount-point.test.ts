import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeMountPoint } from './mount-point.js';

describe('describeMountPoint', () => {
  it.runIf(existsSync('/proc/self'))('tells where the state of a mounted output lies', () => {
    expect(describeMountPoint('/proc').join()).toContain('in /proc.augment: outside of this volume');
  });

  it('is silent on folders, and on those that do not exist yet', () => {
    expect(describeMountPoint('src')).toEqual([]);
    expect(describeMountPoint(path.join(tmpdir(), 'not/there'))).toEqual([]);
  });
});
