import { useState } from 'react';
import { Button, Input, Label, SearchField } from 'react-aria-components';
import type { TreeName } from '../../src/core/recipe/tree.js';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import { DialogButton } from './dialog-button.js';
import { ExamplePicture } from './example-picture.js';
import { useCards } from './recipe-cards.js';

interface AddStepProps {
  readonly label: string;
  /** Where it is added: `preprocess` does not take all. */
  readonly tree: TreeName;
  readonly onAdd: (line: CatalogueLine) => void;
}

/** Opens the catalogue, with pictures of what each transform does to the user's own image. */
export function AddStep({ label, tree, onAdd }: AddStepProps) {
  return (
    <DialogButton className="add" label={label}>
      {(close) => (
        <CatalogueList
          tree={tree}
          onChoose={(line) => {
            onAdd(line);
            close();
          }}
        />
      )}
    </DialogButton>
  );
}

interface CatalogueListProps extends Pick<AddStepProps, 'tree'> {
  readonly onChoose: (line: CatalogueLine) => void;
}

function CatalogueList({ tree, onChoose }: CatalogueListProps) {
  const { catalogue } = useCards();
  const [search, setSearch] = useState('');
  const found = [...catalogue.values()]
    .filter(({ suitsPreprocess }) => tree === 'transforms' || suitsPreprocess)
    .filter(({ name, group, summary }) =>
      `${name} ${group} ${summary}`.toLowerCase().includes(search.toLowerCase().trim()),
    );
  const isNamed = ({ name }: CatalogueLine) => name.toLowerCase().startsWith(search.toLowerCase().trim());
  // What is called so comes before what is only described so.
  found.sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)));
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <>
      <SearchField className="field" value={search} onChange={setSearch} autoFocus>
        <Label>Name or purpose</Label>
        <Input placeholder="blur, crop, noise …" />
      </SearchField>
      <p className="facts" role="status">
        {found.length} {found.length === 1 ? 'transform' : 'transforms'}
      </p>
      <div className="catalogue">
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <ul>
              {found
                .filter((line) => line.group === group)
                .map((line) => (
                  <li key={line.name}>
                    <CatalogueCard line={line} onChoose={onChoose} />
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

interface CatalogueCardProps {
  readonly line: CatalogueLine;
  readonly onChoose: (line: CatalogueLine) => void;
}

function CatalogueCard({ line, onChoose }: CatalogueCardProps) {
  const { name, summary, hasExtremes } = line;
  return (
    <Button
      className="catalogue-card"
      onPress={() => {
        onChoose(line);
      }}
    >
      <span className="examples" aria-hidden="true">
        <ExamplePicture transform={name} extreme="least" />
        {hasExtremes && <ExamplePicture transform={name} extreme="greatest" />}
      </span>
      <span className="name">{name}</span>
      <span className="facts">{summary.replaceAll('`', '')}</span>
    </Button>
  );
}
