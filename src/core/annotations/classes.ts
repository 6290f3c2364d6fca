import type { AnnotatedObject, Annotations } from './model.js';

/** The Recipe's `labels.classes`. `drop` names classes as they are in the file, before renaming. */
export interface ClassRules {
  readonly rename: Readonly<Record<string, string>>;
  readonly drop: readonly string[];
}

/** Leaves out and renames classes, of objects and of the image's tags. */
export function applyClasses(annotations: Annotations, { rename, drop }: ClassRules): Annotations {
  const names = new Map(Object.entries(rename));
  const dropped = new Set(drop);
  if (names.size === 0 && dropped.size === 0) return annotations;
  const renamed = (name: string): string => names.get(name) ?? name;
  return {
    ...annotations,
    objects: annotations.objects
      .filter((object) => !dropped.has(object.class))
      .map((object): AnnotatedObject => ({ ...object, class: renamed(object.class) })),
    tags: annotations.tags.filter((tag) => !dropped.has(tag)).map(renamed),
  };
}
