import { Kernels, type Block } from '../memory.js';

const GUARD = 0xa5;
/** What kernels may write beyond the last byte that was asked for. */
const SLACK = 64;
const MARGIN = 128;

/** Kernels that notice at each release whether something was written beside the block. */
export class GuardedKernels extends Kernels {
  private readonly wholes = new Map<Block, Block>();

  override allocate(bytes: number): Block {
    const whole = super.allocate(Math.ceil(bytes) + 2 * MARGIN);
    const block = { pointer: whole.pointer + MARGIN, capacity: Math.ceil(bytes) + SLACK };
    this.wholes.set(block, whole);
    for (const margin of this.margins(block, whole)) margin.fill(GUARD);
    return block;
  }

  override release(block: Block): void {
    const whole = this.wholes.get(block);
    if (!whole) throw new Error('the block was released before');
    this.wholes.delete(block);
    super.release(whole);
    const isWhole = this.margins(block, whole).every((margin) => margin.every((value) => value === GUARD));
    if (!isWhole) throw new Error(`a kernel wrote beside the ${block.capacity - SLACK} bytes of its block`);
  }

  private margins(block: Block, whole: Block): Uint8Array[] {
    const [begin, end] = [block.pointer, block.pointer + block.capacity];
    return [
      this.view(whole.pointer, begin - whole.pointer),
      this.view(end, whole.pointer + whole.capacity - end),
    ];
  }
}
