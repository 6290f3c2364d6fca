import { sha256 } from '../../stores/sha256.js';
import type { Output } from '../../stores/store.js';
import type { SourceRecord } from '../record.js';

export function outputsOf(files: Readonly<Record<string, string>>): Output[] {
  return Object.entries(files).map(([key, content]) => ({ key, bytes: new TextEncoder().encode(content) }));
}

/** A Record with one variant for each output, all of them images. */
export function recordOf(outputs: readonly Output[], key = 'a/cat.jpg'): SourceRecord {
  return {
    engine: 1,
    key,
    role: 'augment',
    image: '0',
    labels: null,
    labelFiles: [],
    recipe: '0',
    format: null,
    problems: [],
    objects: [],
    variants: outputs.map((output, i) => ({
      variant: i + 1,
      image: { key: output.key, sha256: sha256(output.bytes), size: output.bytes.length, pixels: '0' },
      labels: [],
      annotations: null,
      report: { kept: 0, clipped: 0, dropped: 0, reasons: {}, datasetWarnings: [] },
    })),
  };
}
