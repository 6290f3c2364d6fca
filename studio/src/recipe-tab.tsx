import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { Button, SwitchButton, SwitchField } from 'react-aria-components';
import type { ImageList, Overview, Preview } from '../../src/studio/protocol.js';
import { addressOf } from './address.js';
import { Cards } from './cards.js';
import { Editor } from './editor.js';
import type { History, HistoryDepth } from './editor.js';
import { useAsked } from './hooks.js';
import { ClassOfImage } from './image-facts.js';
import { useKeptFocus } from './kept-focus.js';
import { ImportRecipe } from './import-recipe.js';
import { mistakesOf } from './mistakes.js';
import type { Mistake } from './mistakes.js';
import { ReadyMade } from './ready-made.js';
import { withOtherSeed } from './seed.js';
import { shortName } from './short-name.js';
import { RunEstimate } from './run-estimate.js';
import { SteadyButton } from './steady-button.js';
import type { Pinning } from './use-pinned.js';
import type { EditedText } from './use-recipe.js';
import { usePreview } from './use-preview.js';
import { Variants } from './variants.js';

/** While variants come one by one, the text and its cards are not rendered again. */
const [StillCards, StillEditor] = [memo(Cards), memo(Editor)];
const NO_MISTAKES: readonly Mistake[] = [];
const NO_TRANSFORMS: Overview['transforms'] = [];
const NO_VARIANTS: Preview['variants'] = [];
/** Variants of an image on the page. */
const MOST = 12;

interface RecipeTabProps {
  /** The tab stays on the page while another is shown, so that nothing in it is lost; it does no work then. */
  readonly isShown: boolean;
  readonly overview: Overview | undefined;
  readonly recipe: EditedText;
  readonly image: string | undefined;
  readonly onImage: (key: string) => void;
  /** Key of the variant that is large. */
  readonly variant: string | undefined;
  readonly onVariant: (key: string | undefined) => void;
  readonly pinning: Pinning;
  /** The mistake that the text is to show. */
  readonly mistake: Mistake | undefined;
  /** Leads back to where the image was opened from. */
  readonly onBack: () => void;
}

export function RecipeTab({
  isShown,
  overview,
  recipe: edited,
  image,
  onImage,
  mistake,
  onBack,
  ...large
}: RecipeTabProps) {
  const [withLabels, setWithLabels] = useState(true);
  const first = useAsked<ImageList>(isShown && image === undefined ? '/images?limit=50' : undefined);
  const usable = first.value?.images.find(({ failure }) => failure === undefined);
  useEffect(() => {
    if (image === undefined && usable) onImage(usable.key);
  }, [image, usable, onImage]);

  const isEmpty = image === undefined && first.value !== undefined && !usable;
  const { text } = edited;
  const isReady = isShown && image !== undefined && text !== undefined;
  const history = useRef<History>(null);
  const section = useRef<HTMLElement>(null);
  useKeptFocus(section);
  const [depth, setDepth] = useState({ undo: 0, redo: 0 });
  const keepDepth = useCallback((now: HistoryDepth) => {
    setDepth((before) =>
      before.undo > 0 === now.undo > 0 && before.redo > 0 === now.redo > 0 ? before : now,
    );
  }, []);
  useKeys(history, edited.save, isShown);
  const [side, setSide] = useState<number>();
  const request = useMemo(
    () =>
      isReady && side !== undefined ? { key: image, recipe: text, most: MOST, side, withLabels } : undefined,
    [isReady, image, text, side, withLabels],
  );
  const preview = usePreview(request);
  const { prepare } = preview;
  const recipe = useMemo(
    () => ({
      ...edited,
      change: (changed: string) => {
        prepare(changed);
        edited.change(changed);
      },
    }),
    [edited, prepare],
  );
  const isSaved = recipe.file?.isSaved === true && !recipe.isChanged;
  const isPreviewed = preview.error === undefined && !preview.isWaiting;
  const takeOtherSeed = () => {
    if (text !== undefined) recipe.change(withOtherSeed(text));
  };
  const mistakes = useMemo(
    () => (preview.error === undefined ? NO_MISTAKES : mistakesOf(preview.error)),
    [preview.error],
  );

  return (
    <section className="recipe" ref={section}>
      <div className="write">
        <div className="bar tools">
          <SteadyButton isIdle={isSaved} onPress={recipe.save} className="main">
            Save
          </SteadyButton>
          {recipe.isConflict && <Button onPress={recipe.overwrite}>Overwrite the file</Button>}
          <SteadyButton isIdle={!recipe.isChanged} onPress={recipe.discard}>
            Discard
          </SteadyButton>
          <SteadyButton isIdle={depth.undo === 0} onPress={() => history.current?.undo()}>
            Undo
          </SteadyButton>
          <SteadyButton isIdle={depth.redo === 0} onPress={() => history.current?.redo()}>
            Redo
          </SteadyButton>
        </div>
        <div className="bar">
          <ReadyMade shipped={overview?.shipped ?? []} onChoose={recipe.change} />
          <ImportRecipe onImport={recipe.change} />
        </div>
        <p className="facts" role="status">
          {recipe.file &&
            (isSaved || !recipe.isChanged ? recipe.file.from : `not saved in ${recipe.file.file}`)}
          {recipe.notice !== '' && ` · ${recipe.notice}`}
        </p>
        <RunEstimate recipe={isPreviewed ? text : undefined} preview={preview.value} />
        {recipe.isConflict && (
          <p className="trouble" role="alert">
            {recipe.file?.file} was changed by another program since the text here was begun. Discard takes
            what is in the file; Overwrite the file replaces it.
          </p>
        )}
        {text !== undefined && (
          <StillCards {...{ text, mistakes, image, overview }} onChange={recipe.change} />
        )}
        {text !== undefined && (
          <StillEditor
            {...{ text, history, onHistory: keepDepth }}
            onChange={recipe.change}
            onSave={recipe.save}
            mistakes={mistakes}
            place={mistake}
            transforms={overview?.transforms ?? NO_TRANSFORMS}
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
      <section
        className="see"
        aria-label="The image and its variants"
        tabIndex={-1}
        onKeyDown={({ key, target, currentTarget }) => {
          // What lies over the page is none of its elements.
          if (key === 'Escape' && currentTarget.contains(target as Node)) onBack();
        }}
      >
        <div className="bar">
          <p className="name" title={image}>
            {image === undefined ? 'no image is chosen' : shortName(image)}
          </p>
          <ClassOfImage image={image} />
          <SwitchField isSelected={withLabels} onChange={setWithLabels}>
            <SwitchButton className="switch">
              <span className="track" aria-hidden="true" /> Labels
            </SwitchButton>
          </SwitchField>
          <Button onPress={takeOtherSeed}>Other seed</Button>
          <CopyLink image={image} recipe={text} />
        </div>
        <p className="facts" role="status">
          {isEmpty
            ? 'there is no image to preview'
            : describe(preview.value, preview.isWaiting, preview.error)}
        </p>
        <Variants
          image={image}
          variants={preview.value?.variants ?? NO_VARIANTS}
          withLabels={withLabels}
          isOld={preview.isWaiting || preview.error !== undefined}
          seed={preview.value?.seed ?? ''}
          onOtherSeed={takeOtherSeed}
          shown={large.variant}
          onShow={large.onVariant}
          onSide={setSide}
          pinning={large.pinning}
        />
        {preview.value?.notes.map((note) => (
          <p key={note} className="note">
            {note}
          </p>
        ))}
      </section>
    </section>
  );
}

/** Ctrl+S, Ctrl+Z and Ctrl+Shift+Z, wherever the focus is. What is typed into a field has a history of its own. */
function useKeys(history: RefObject<History | null>, save: () => void, isShown: boolean): void {
  useEffect(() => {
    if (!isShown) return undefined;
    const listen = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, metaKey, shiftKey } = event;
      const isIn = (fields: string) => target instanceof Element && target.closest(fields) !== null;
      const letter = ctrlKey || metaKey ? key.toLowerCase() : '';
      if (letter === 's' && !isIn('.cm-editor')) {
        event.preventDefault();
        save();
      }
      if (letter !== 'z' || isIn('.cm-editor, input:not([type=range], [type=checkbox])')) return;
      event.preventDefault();
      if (shiftKey) history.current?.redo();
      else history.current?.undo();
    };
    document.addEventListener('keydown', listen);
    return () => {
      document.removeEventListener('keydown', listen);
    };
  }, [history, save, isShown]);
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
  const { perImage, seed, isCopied, milliseconds } = preview;
  const shown = perImage > MOST ? `the first ${MOST} of ${perImage}` : String(perImage);
  const variants = perImage === 1 ? 'variant' : 'variants';
  if (isCopied)
    return `run copies the split of this image and augments others: the ${variants} would look like this · seed ${seed} · ${milliseconds} ms`;
  return `${shown} ${variants} of each image, exactly as run writes them · seed ${seed} · ${milliseconds} ms`;
}
