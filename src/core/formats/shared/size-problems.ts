import type { LabelContext, LabelProblem } from '../format.js';

/**
 * A warning if a label file declares another size than its image has.
 * @param declared in pixels; a value that is no number above 0 is ignored
 * @param name how the message calls the image
 */
export function sizeProblems(
  position: Pick<LabelProblem, 'file' | 'line'>,
  declared: { readonly width: unknown; readonly height: unknown },
  { width, height }: Pick<LabelContext, 'width' | 'height'>,
  name = 'the image',
): LabelProblem[] {
  const [w, h] = [Number(declared.width), Number(declared.height)];
  const isDeclared = w > 0 && h > 0;
  if (!isDeclared || (w === width && h === height)) return [];
  const turned =
    w === height && h === width
      ? '; if they fit the image as it is stored, set `decode: {exif: stored}`'
      : '';
  const reason = `${name} is declared as ${w}×${h} but is ${width}×${height}; its labels are used unchanged${turned}`;
  return [{ ...position, reason, severity: 'warning' }];
}
