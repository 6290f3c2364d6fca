import { useEffect, useMemo, useState } from 'react';
import { Button, SwitchButton, SwitchField } from 'react-aria-components';
import type { ImageList, Overview, Preview } from '../../src/studio/protocol.js';
import { addressOf } from './address.js';
import { Choice } from './choice.js';
import { Editor } from './editor.js';
import { useAsked } from './hooks.js';
import { mistakesOf } from './mistakes.js';
import type { Mistake } from './mistakes.js';
import { withOtherSeed } from './seed.js';
import { Steps } from './steps.js';
import type { EditedText } from './use-recipe.js';
import { usePreview } from './use-preview.js';
import { Variants } from './variants.js';

const NO_MISTAKES: readonly Mistake[] = [];
/** Variants of an image on the page. */
const MOST = 12;

interface RecipeTabProps {
  readonly overview: Overview | undefined;
  readonly recipe: EditedText;
  readonly image: string | undefined;
  readonly onImage: (key: string) => void;
}

export function RecipeTab({ overview, recipe, image, onImage }: RecipeTabProps) {
  const [withLabels, setWithLabels] = useState(true);
  const first = useAsked<ImageList>(image === undefined ? '/images?limit=50' : undefined);
  const usable = first.value?.images.find(({ failure }) => failure === undefined);
  useEffect(() => {
    if (image === undefined && usable) onImage(usable.key);
  }, [image, usable, onImage]);

  const isEmpty = image === undefined && first.value !== undefined && !usable;
  const { text } = recipe;
  const isSaved = recipe.file?.isSaved === true && !recipe.isChanged;
  const preview = usePreview(image, text, MOST);
  const mistakes = useMemo(
    () => (preview.error === undefined ? NO_MISTAKES : mistakesOf(preview.error)),
    [preview.error],
  );

  return (
    <section className="recipe">
      <div className="write">
        <div className="bar">
          <Choice
            label="Begin with"
            value={null}
            placeholder="a ready-made recipe"
            choices={(overview?.shipped ?? []).map(({ name, purpose }) => ({
              id: name,
              text: name,
              about: purpose,
            }))}
            onChange={(name) => {
              const shipped = overview?.shipped.find((one) => one.name === name);
              if (shipped) recipe.change(shipped.text);
            }}
          />
          <Button isDisabled={isSaved} onPress={recipe.save} className="main">
            Save
          </Button>
          {recipe.isConflict && <Button onPress={recipe.overwrite}>Overwrite the file</Button>}
          <Button isDisabled={!recipe.isChanged} onPress={recipe.discard}>
            Discard
          </Button>
        </div>
        <p className="facts" role="status">
          {recipe.file &&
            (isSaved || !recipe.isChanged ? recipe.file.from : `not saved in ${recipe.file.file}`)}
          {recipe.notice !== '' && ` · ${recipe.notice}`}
        </p>
        {recipe.isConflict && (
          <p className="trouble" role="alert">
            {recipe.file?.file} was changed by another program since the text here was begun. Discard takes
            what is in the file; Overwrite the file replaces it.
          </p>
        )}
        {text !== undefined && (
          <details className="cards-part" open>
            <summary>Transforms</summary>
            <Steps text={text} onChange={recipe.change} transforms={overview?.transforms ?? []} />
          </details>
        )}
        {text !== undefined && (
          <Editor
            text={text}
            onChange={recipe.change}
            onSave={recipe.save}
            mistakes={mistakes}
            transforms={overview?.transforms ?? []}
          />
        )}
        {mistakes.length > 0 && (
          <ul className="trouble" role="alert">
            {mistakes.map(({ line, message }) => (
              <li key={`${line} ${message}`}>{line === undefined ? message : `Line ${line}: ${message}`}</li>
            ))}
          </ul>
        )}
      </div>
      <div className="see">
        <div className="bar">
          <p className="name" title={image}>
            {image ?? 'no image is chosen'}
          </p>
          <SwitchField isSelected={withLabels} onChange={setWithLabels}>
            <SwitchButton className="switch">
              <span className="track" aria-hidden="true" /> Labels
            </SwitchButton>
          </SwitchField>
          <Button
            onPress={() => {
              if (text !== undefined) recipe.change(withOtherSeed(text));
            }}
          >
            Other seed
          </Button>
          <CopyLink image={image} recipe={recipe.isChanged ? text : undefined} />
        </div>
        <p className="facts" role="status">
          {isEmpty
            ? 'there is no image to preview'
            : describe(preview.value, preview.isWaiting, preview.error)}
        </p>
        {preview.value && (
          <Variants
            variants={preview.value.variants}
            withLabels={withLabels}
            isOld={preview.isWaiting || preview.error !== undefined}
          />
        )}
        {preview.value?.notes.map((note) => (
          <p key={note} className="note">
            {note}
          </p>
        ))}
      </div>
    </section>
  );
}

function CopyLink({ image, recipe }: { image: string | undefined; recipe: string | undefined }) {
  const [isCopied, setCopied] = useState(false);
  return (
    <Button
      onPress={() => {
        const link = new URL(addressOf({ tab: 'recipe', image, recipe }), location.href).href;
        void navigator.clipboard.writeText(link).then(() => {
          setCopied(true);
          setTimeout(setCopied, 2000, false);
        });
      }}
    >
      {isCopied ? 'Copied' : 'Copy link'}
    </Button>
  );
}

function describe(preview: Preview | undefined, isWaiting: boolean, error: string | undefined): string {
  if (error !== undefined) return preview ? 'as it was before the mistake' : '';
  if (!preview) return isWaiting ? 'making the first preview …' : '';
  const { perImage, milliseconds } = preview;
  const shown = perImage > MOST ? `the first ${MOST} of ${perImage}` : String(perImage);
  return `${shown} ${perImage === 1 ? 'variant' : 'variants'} of each image, exactly as run writes them · ${milliseconds} ms`;
}
