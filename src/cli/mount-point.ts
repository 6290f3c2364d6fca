import { statSync } from 'node:fs';
import path from 'node:path';

/** What a user should know whose output is a volume of its own: the state lies beside it, outside of the volume. */
export function describeMountPoint(output: string): string[] {
  const folder = path.resolve(output);
  if (!isMountPoint(folder)) return [];
  return [
    `note: ${output} is a mount point, and the state of an output lies beside it, in ${folder}.augment: outside of this volume. Name a folder that is kept by --state, or as output a folder in the volume, such as ${path.join(output, 'augmented')}`,
  ];
}

function isMountPoint(folder: string): boolean {
  const [own, above] = [folder, path.dirname(folder)].map((at) => statSync(at, { throwIfNoEntry: false }));
  return own !== undefined && above !== undefined && own.dev !== above.dev;
}
