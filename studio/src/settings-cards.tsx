import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { SettingsGroup } from '../../src/core/recipe/describe-settings.js';
import { mistakesAt } from './mistakes.js';
import { ParameterField } from './parameter-field.js';
import { useCards } from './recipe-cards.js';
import { readText } from './recipe-nodes.js';
import { setSetting, settingIn } from './recipe-settings.js';
import type { SettingPath } from './recipe-settings.js';
import { yamlOf } from './yaml-value.js';

/** Settings of the Recipe, in groups that open. */
export function SettingsCards({ groups }: { readonly groups: readonly SettingsGroup[] }) {
  const { text } = useCards();
  const recipe = useMemo(() => readText(text)?.toJS() as unknown, [text]);
  return groups
    .filter(({ path }) => path.length <= 1)
    .map((group) => {
      const inside = groups.filter(({ path }) => path.length > 1 && path[0] === group.path[0]);
      return <GroupCard key={titleOf(group)} {...{ group, inside, recipe }} />;
    });
}

interface GroupProps {
  readonly group: SettingsGroup;
  /** What the text says. */
  readonly recipe: unknown;
}

interface GroupCardProps extends GroupProps {
  readonly inside: readonly SettingsGroup[];
}

function GroupCard({ group, inside, recipe }: GroupCardProps) {
  const { mistakes } = useCards();
  // Many controls: those that nobody sees would only slow the page down.
  const [isOpen, setOpen] = useState(false);
  const places = placesOf(group);
  const wrong = places.flatMap((place) => mistakesAt(mistakes, place)).length;
  return (
    <details
      className="settings"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>
        {titleOf(group)} <span className="facts">{givenIn(group, recipe)}</span>
        {wrong > 0 && (
          <span className="trouble-small">{wrong === 1 ? '1 mistake' : `${wrong} mistakes`}</span>
        )}
      </summary>
      {isOpen && <Group {...{ group, recipe }} />}
      {isOpen &&
        inside.map((one) => (
          <section key={titleOf(one)} aria-label={titleOf(one)}>
            <h4>{titleOf(one)}</h4>
            <Group group={one} recipe={recipe} />
          </section>
        ))}
    </details>
  );
}

function Group({ group, recipe }: GroupProps) {
  const { text, change, mistakes } = useCards();
  const { path, meaning, isOptional, settings } = group;
  const set = (setting: SettingPath, value: unknown) => {
    change(setSetting(text, setting, value));
  };
  return (
    <>
      {meaning !== '' && <p className="facts">{meaning.replaceAll('`', '')}</p>}
      {isOptional && settingIn(recipe, path) !== undefined && (
        <Button
          onPress={() => {
            set(path, undefined);
          }}
        >
          Remove {titleOf(group)}
        </Button>
      )}
      {mistakesBeside(mistakesAt(mistakes, path.join('.')), group).map((mistake) => (
        <p key={mistake} className="trouble">
          {mistake}
        </p>
      ))}
      <div className="parameters">
        {settings.map((setting) => (
          <ParameterField
            key={setting.name}
            owner={path.length === 0 ? 'the recipe' : titleOf(group)}
            parameter={setting}
            start={setting.example}
            given={settingIn(recipe, [...path, setting.name])}
            mistakes={mistakesAt(mistakes, [...path, setting.name].join('.')).map(inWords)}
            onChange={(value) => {
              set([...path, setting.name], value);
            }}
          />
        ))}
      </div>
    </>
  );
}

function titleOf({ path, settings }: SettingsGroup): string {
  return path.length === 0 ? settings.map(({ name }) => name).join(', ') : path.join('.');
}

/** As mistakes name them. */
function placesOf({ path, settings }: SettingsGroup): string[] {
  return path.length === 0 ? settings.map(({ name }) => name) : [path.join('.')];
}

function givenIn(group: SettingsGroup, recipe: unknown): string {
  const given = group.path.length > 0 ? settingIn(recipe, group.path) : undefined;
  if (typeof given === 'object' && given !== null) return shownOf(Object.entries(given));
  return group.path.length > 0
    ? ''
    : shownOf(group.settings.map(({ name }) => [name, settingIn(recipe, [name])] as const));
}

function shownOf(entries: readonly (readonly [name: string, value: unknown])[]): string {
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${yamlOf(value)}`)
    .join(', ');
}

type Placed = ReturnType<typeof mistakesAt>[number];

function inWords({ inside, what }: Placed): string {
  return inside === '' ? what : `${inside}: ${what}`;
}

/** Those that stand at no setting: of the mapping itself, or of names in it that are not known. */
function mistakesBeside(found: readonly Placed[], { path, settings }: SettingsGroup): string[] {
  if (path.length === 0) return [];
  const known = new Set(settings.map(({ name }) => name));
  return found.filter(({ inside }) => !/[.[]/.test(inside) && !known.has(inside)).map(inWords);
}
