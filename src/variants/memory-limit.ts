import { totalmem } from 'node:os';
import process from 'node:process';

/** Shared with other programs, so that the machine does not begin to swap. */
const SHARE = 0.75;

/** Of a container, which holds this program alone. */
const SHARE_OF_CONTAINER = 0.95;

/** Bytes of memory that this process may use: those of its container, or a share of those of the machine. */
export function memoryLimit(): number {
  const contained = process.constrainedMemory();
  const machine = totalmem();
  return contained > 0 && contained < machine ? SHARE_OF_CONTAINER * contained : SHARE * machine;
}
