import { useState } from 'react';
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
  /** What happened last, for the user. */
  readonly notice: string;
  readonly change: (text: string) => void;
  readonly save: () => void;
  /** Takes what is in the file. */
  readonly discard: () => void;
}

/**
 * The Recipe in the editor, and its file. Whoever changes the file in another editor sees the page follow, unless something
 * here is not saved.
 * @param given a Recipe from the address of the page
 */
export function useRecipe(given: string | undefined): EditedText {
  const [file, setFile] = useState<RecipeFile>();
  const [text, setText] = useState(given);
  const [notice, setNotice] = useState('');
  const isChanged = file !== undefined && text !== undefined && text !== file.text;

  const look = () => {
    ask<RecipeFile>('/recipe').then(
      (now) => {
        if (now.text === file?.text && now.from === file.from) return;
        setFile(now);
        if (text === undefined || text === file?.text) setText(now.text);
        else if (file) setNotice(`${now.file} was changed by another program; what is here is not saved`);
      },
      (error: unknown) => {
        setNotice(messageOf(error));
      },
    );
  };
  useEvery(LOOK_EVERY_MS, look);

  const save = () => {
    if (text === undefined || !file) return;
    ask<RecipeFile>('/recipe', { method: 'PUT', body: { text, before: file.text } }).then(
      (now) => {
        setFile(now);
        setNotice(`saved in ${now.file}`);
      },
      (error: unknown) => {
        setNotice(messageOf(error));
      },
    );
  };
  const discard = () => {
    if (file) setText(file.text);
    setNotice('');
  };
  return { text, file, isChanged, notice, change: setText, save, discard };
}
