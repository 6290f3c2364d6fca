import { useEffect, useState } from 'react';
import type { RecipeFile } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';
import { useEvery } from './hooks.js';

/** How often the page looks whether another program has changed the file. */
const LOOK_EVERY_MS = 1000;

export interface EditedText {
  /** What is in the editor; undefined until it is known. */
  readonly text: string | undefined;
  readonly file: RecipeFile | undefined;
  readonly isChanged: boolean;
  /** Whether the file has another text than the one that was changed here. */
  readonly isConflict: boolean;
  /** What happened last, for the user. */
  readonly notice: string;
  readonly change: (text: string) => void;
  readonly save: () => void;
  /** Saves, whatever is in the file. */
  readonly overwrite: () => void;
  /** Takes what is in the file. */
  readonly discard: () => void;
}

/**
 * The Recipe in the editor, and its file. Whoever changes the file in another editor sees the page follow, unless something
 * here is not saved: then nothing is lost until the user decides.
 * @param given a Recipe from the address of the page
 */
export function useRecipe(given: string | undefined): EditedText {
  const [file, setFile] = useState<RecipeFile>();
  /** The text of the file that the editor began with. */
  const [base, setBase] = useState<string>();
  const [text, setText] = useState(given);
  const [notice, setNotice] = useState('');
  const isChanged = file !== undefined && text !== undefined && text !== file.text;
  const isConflict = isChanged && base !== undefined && base !== file.text && file.isSaved;
  useWarning(isChanged);

  const look = () => {
    ask<RecipeFile>('/recipe').then(
      (now) => {
        if (now.text === file?.text && now.isSaved === file.isSaved) return;
        if (file?.isSaved === true && !now.isSaved)
          setNotice(`${now.file} is gone; what is here is not saved`);
        setFile(now);
        const follows = now.isSaved && text === file?.text;
        if (text === undefined || follows) setText(now.text);
        if (base === undefined || follows) setBase(now.text);
      },
      (error: unknown) => {
        setNotice(messageOf(error));
      },
    );
  };
  useEvery(LOOK_EVERY_MS, look);

  const saveOver = (before: string) => {
    ask<RecipeFile>('/recipe', { method: 'PUT', body: { text, before } }).then(
      (now) => {
        setFile(now);
        setBase(now.text);
        setNotice(`saved in ${now.file}`);
      },
      (error: unknown) => {
        setNotice(messageOf(error));
      },
    );
  };
  return {
    ...{ text, file, isChanged, isConflict, notice },
    change: (changed) => {
      setText(changed);
      setNotice('');
    },
    save: () => {
      if (base !== undefined) saveOver(base);
    },
    overwrite: () => {
      if (file) saveOver(file.text);
    },
    discard: () => {
      setText(file?.text);
      setBase(file?.text);
      setNotice('');
    },
  };
}

/** Browsers ask whether to leave the page. */
function useWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
    };
  }, [isNeeded]);
}
