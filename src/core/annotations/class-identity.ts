import type { AnnotatedObject } from './model.js';

/** The Recipe's `labels.classes`. `drop` names classes as they are in the file, before renaming. */
export interface ClassRules {
  readonly rename: Readonly<Record<string, string>>;
  readonly drop: readonly string[];
}

/** A class. Its name alone does not always tell it: a list may have several classes of one name. */
export type ClassIdentity = Pick<AnnotatedObject, 'class' | 'twin'>;

/** The class at each position of a list of names. */
export function identitiesOf(classes: readonly string[]): readonly ClassIdentity[] {
  const seen = new Map<string, number>();
  return classes.map((name) => {
    const twin = seen.get(name) ?? 0;
    seen.set(name, twin + 1);
    return twin === 0 ? { class: name } : { class: name, twin };
  });
}

/** The class at one position; undefined beyond the end. */
export function identityAt(position: number, classes: readonly string[]): ClassIdentity | undefined {
  const name = classes[position];
  if (name === undefined) return undefined;
  let twin = 0;
  for (let at = classes.indexOf(name); at < position; at = classes.indexOf(name, at + 1)) twin += 1;
  return twin === 0 ? { class: name } : { class: name, twin };
}

/** Equal for equal classes only. */
export function identityKey({ class: name, twin = 0 }: ClassIdentity): string {
  return `${twin} ${name}`;
}

/** The position of a class in a list of names; negative if the list does not have the name. */
export function positionOf({ class: name, twin = 0 }: ClassIdentity, classes: readonly string[]): number {
  let position = classes.indexOf(name);
  const first = position;
  for (let before = twin; before > 0 && position >= 0; before--)
    position = classes.indexOf(name, position + 1);
  return position < 0 ? first : position;
}

/** A list of classes after the rules, and for each the position that it had before. */
export interface ChangedClasses {
  readonly classes: readonly string[];
  readonly origins: readonly number[];
}

/**
 * The list without dropped classes, under their new names. Classes that a new name brings together become one, at the
 * position of the first. Classes that had equal names before stay apart, unless they are renamed.
 */
export function changeClasses(classes: readonly string[], rules: ClassRules): ChangedClasses {
  const changed = new Map<string, { readonly name: string; readonly origin: number }>();
  identitiesOf(classes).forEach((before, position) => {
    if (rules.drop.includes(before.class)) return;
    const after = renamedClass(before, rules);
    const { class: name } = after;
    const key = identityKey(after);
    // A class that had the name already gives its number to the others.
    const origin = before.class === name ? position : (changed.get(key)?.origin ?? position);
    changed.set(key, { name, origin });
  });
  const kept = [...changed.values()];
  return { classes: kept.map(({ name }) => name), origins: kept.map(({ origin }) => origin) };
}

/** The class under its new name: a class of its own, whatever twins the old name had. */
export function renamedClass(identity: ClassIdentity, { rename }: ClassRules): ClassIdentity {
  const { class: name, twin } = identity;
  if (Object.hasOwn(rename, name) && rename[name] !== name) return { class: rename[name]! };
  return twin === undefined ? { class: name } : { class: name, twin };
}
