import type { Random } from '../../plan/random.js';
import type { Magnitudes, MemberName, Space } from './policy-tables.js';

/** One of the members, all equally likely. */
export function chooseMember(space: Space, random: Random): readonly [MemberName, Magnitudes] {
  const members = Object.entries(space) as [MemberName, Magnitudes][];
  return members[random.integer(0, members.length - 1)]!;
}
