import type { ClassRules } from './class-identity.js';
import type { Annotations } from './model.js';

/** The Recipe's rules that name classes; those of `swap` may also be names of keypoints. */
export interface NamingRules {
  readonly classes: ClassRules;
  readonly swap: Readonly<Record<string, string>>;
}

/** The names of each rule, by its path in the Recipe. */
function ruleNames({ classes, swap }: NamingRules): Readonly<Record<string, readonly string[]>> {
  return {
    'labels.classes.drop': classes.drop,
    'labels.classes.rename': Object.keys(classes.rename),
    'labels.swap': [...new Set(Object.entries(swap).flat())],
  };
}

/**
 * Which names of the rules these labels have: of `drop` and `rename` as the files have them, of `swap` after that.
 * @param renamed the same labels, with the classes applied
 * @returns `RULE NAME` of each, in no order; of label maps whose values nothing names, every name counts as met
 */
export function namesMet(read: Annotations, renamed: Annotations, rules: NamingRules): string[] {
  const isUnnamed = read.labelMaps.some(({ kind, classes }) => kind === 'semantic' && !classes);
  const [before, after] = [classNames(read), classNames(renamed)];
  for (const { name } of renamed.objects.flatMap(({ keypoints }) => keypoints ?? []))
    if (name !== undefined) after.add(name);
  return Object.entries(ruleNames(rules)).flatMap(([rule, names]) => {
    const known = rule === 'labels.swap' ? after : before;
    return names.filter((name) => isUnnamed || known.has(name)).map((name) => `${rule} ${name}`);
  });
}

function classNames({ objects, tags, labelMaps }: Annotations): Set<string> {
  const named = [...objects, ...labelMaps.flatMap(({ classes }) => classes ?? [])];
  return new Set([...named.map((one) => one.class), ...tags]);
}

/**
 * Names that no label has: a wrong spelling, most often.
 * @param met what `namesMet` says of all labels
 * @param declared names of classes and keypoints that the data set declares: they are no mistakes
 * @returns one sentence for each rule with such names
 */
export function namesNeverMet(
  rules: NamingRules,
  met: ReadonlySet<string>,
  declared: ReadonlySet<string>,
): string[] {
  return Object.entries(ruleNames(rules)).flatMap(([rule, names]) => {
    const unmet = names.filter((name) => !met.has(`${rule} ${name}`) && !declared.has(name));
    return unmet.length > 0 ? [`${rule}: no label is called ${unmet.join(', ')}`] : [];
  });
}
