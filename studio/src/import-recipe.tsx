import { useState } from 'react';
import { Button, FileTrigger, Label, TextArea, TextField } from 'react-aria-components';
import type { ImportedRecipe } from '../../src/core/recipe/import/index.js';
import type { ImportRequest } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';
import { DialogButton } from './dialog-button.js';

interface ImportRecipeProps {
  readonly onImport: (text: string) => void;
}

/** Makes a Recipe of the pipeline of another program, and lists what could not be carried before it is taken. */
export function ImportRecipe({ onImport }: ImportRecipeProps) {
  return (
    <DialogButton label="Import a pipeline">
      {(close) => (
        <Importing
          onImport={(text) => {
            onImport(text);
            close();
          }}
        />
      )}
    </DialogButton>
  );
}

function Importing({ onImport }: ImportRecipeProps) {
  const [{ text, name }, setGiven] = useState<ImportRequest>({ text: '', name: 'pipeline' });
  const [imported, setImported] = useState<ImportedRecipe>();
  const [trouble, setTrouble] = useState('');
  const give = (given: ImportRequest) => {
    setGiven(given);
    setImported(undefined);
    setTrouble('');
  };
  const convert = () => {
    ask<ImportedRecipe>('/import', { method: 'POST', body: { text, name } satisfies ImportRequest }).then(
      setImported,
      (error: unknown) => {
        setTrouble(messageOf(error));
      },
    );
  };
  return (
    <>
      <p className="facts">
        Albumentations (what A.save writes or print shows), Ultralytics (args.yaml, hyp.yaml), timm
        (args.yaml, or a policy such as rand-m9-mstd0.5-inc1), torchvision (what print shows), Roboflow (the
        settings of a version).
      </p>
      <TextField
        className="pasted"
        value={text}
        onChange={(changed) => {
          give({ text: changed, name: 'pipeline' });
        }}
      >
        <Label>The pipeline</Label>
        <TextArea rows={imported ? 3 : 10} spellCheck={false} />
      </TextField>
      <div className="bar">
        <FileTrigger
          onSelect={(files) => {
            const [file] = files ?? [];
            void file?.text().then((content) => {
              give({ text: content, name: file.name });
            });
          }}
        >
          <Button>Choose a file …</Button>
        </FileTrigger>
        <Button className="main" isDisabled={text.trim() === ''} onPress={convert}>
          Convert
        </Button>
      </div>
      {trouble !== '' && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      {imported && (
        <Converted
          imported={imported}
          onTake={() => {
            onImport(imported.yaml);
          }}
        />
      )}
    </>
  );
}

function Converted({
  imported: { yaml, lost, notes },
  onTake,
}: {
  imported: ImportedRecipe;
  onTake: () => void;
}) {
  return (
    <section aria-label="What became of it" className="converted" role="status">
      <p>
        {lost.length === 0 ? 'Everything that changes pixels was imported.' : 'What could not be carried:'}
      </p>
      {lost.length > 0 && (
        <ul className="trouble">
          {lost.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <ul className="facts">
          {notes.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <pre tabIndex={0}>{yaml}</pre>
      <div className="bar">
        <Button className="main" onPress={onTake}>
          Use this recipe
        </Button>
      </div>
    </section>
  );
}
