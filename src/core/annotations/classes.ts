import { renamedClass, type ClassRules } from './class-identity.js';
import { applyClassesToMaps } from './label-map-classes.js';
import type { AnnotatedObject, Annotations } from './model.js';

/** Leaves out and renames classes: of objects, of the image's tags, and of label maps whose values have names. */
export function applyClasses(annotations: Annotations, rules: ClassRules): Annotations {
  const { rename, drop } = rules;
  if (Object.keys(rename).length === 0 && drop.length === 0) return annotations;
  const dropped = new Set(drop);
  return {
    ...annotations,
    objects: annotations.objects
      .filter((object) => !dropped.has(object.class))
      .map((object): AnnotatedObject => {
        const { class: _class, twin: _twin, ...rest } = object;
        return { ...renamedClass(object, rules), ...rest };
      }),
    labelMaps: applyClassesToMaps(annotations.labelMaps, rules),
    tags: annotations.tags
      .filter((tag) => !dropped.has(tag))
      .map((tag) => renamedClass({ class: tag }, rules).class),
  };
}
