import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { presenceOf, thisProcess } from './journal-writer.js';

const OWN = thisProcess();
const HOURS = 60 * 60 * 1000;
const NOW = () => Date.now();
const LONG_AGO = () => Date.now() - 2 * HOURS;

describe('the writer of a journal', () => {
  it('is alive if it is this process, however long it has written nothing', () => {
    expect(presenceOf(thisProcess(), LONG_AGO(), OWN)).toBe('alive');
  });

  it('is gone if this process has got its number', () => {
    expect(presenceOf({ ...OWN, process: 'another' }, NOW(), OWN)).toBe('gone');
  });

  it('is alive if it runs on this machine, but not for ever: its number may have got to another program', () => {
    const other = { ...OWN, pid: process.ppid, process: 'another' };
    expect(presenceOf(other, NOW(), OWN)).toBe('alive');
    expect(presenceOf(other, LONG_AGO(), OWN)).toBe('gone');
  });

  it('is gone if no process of this machine has its number', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(presenceOf({ ...OWN, pid, process: 'another' }, NOW(), OWN)).toBe('gone');
  });

  it('is unknown on another machine, and gone when it has written nothing for long', () => {
    const elsewhere = { ...OWN, host: 'another', process: 'another' };
    expect(presenceOf(elsewhere, NOW(), OWN)).toBe('unknown');
    expect(presenceOf(elsewhere, LONG_AGO(), OWN)).toBe('gone');
  });
});
