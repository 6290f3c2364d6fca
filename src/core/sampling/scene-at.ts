import { annotationsAfter } from '../annotations/move.js';
import type { Annotations } from '../annotations/model.js';
import { pointsAfter } from '../annotations/points-after.js';
import type { Frame } from '../geometry/types.js';
import type { Operation, UnmixedOperation } from '../plan/operations.js';
import type { Origin, Scene } from '../transforms/transform.js';
import type { SampleOptions, WalkedImage } from './walk.js';

/** What a transform knows of the image behind some Operations. Most never ask for labels, so these are moved when they are read. */
export class SceneAt implements Scene {
  readonly width: number;
  readonly height: number;
  private moved?: Annotations;

  constructor(
    private readonly source: WalkedImage,
    { width, height }: Frame,
    private readonly operations: readonly Operation[],
    private readonly options: SampleOptions,
    readonly others: Scene['others'],
  ) {
    this.width = width;
    this.height = height;
  }

  get channels(): 1 | 3 {
    return this.source.channels;
  }

  get hasAlpha(): boolean {
    return this.source.hasAlpha ?? false;
  }

  get annotations(): Annotations {
    this.moved ??= annotationsAfter(this.source.annotations, this.operations, this.options);
    return this.moved;
  }

  get origin(): Origin | undefined {
    const { source, operations } = this;
    if (!areUnmixed(operations)) return undefined;
    return {
      annotations: source.annotations,
      whereAre: (points) => pointsAfter(source.frame, points, operations),
    };
  }
}

export function areUnmixed(operations: readonly Operation[]): operations is readonly UnmixedOperation[] {
  return operations.every(isUnmixed);
}

/** `preprocess` never draws, and so never mixes. */
export function isUnmixed(operation: Operation): operation is UnmixedOperation {
  return operation.kind !== 'mix';
}
