import { autocompletion } from '@codemirror/autocomplete';
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { Annotation, EditorState, Transaction } from '@codemirror/state';
import type { Text } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import type { Mistake } from './mistakes.js';

interface EditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly mistakes: readonly Mistake[];
  readonly transforms: readonly CatalogueLine[];
}

/** Marks what the page itself has put into the editor. */
const fromOutside = Annotation.define<boolean>();

/** The colours of the page, by day and by night. */
const colours = [
  EditorView.theme({
    '&': { color: 'var(--text)', backgroundColor: 'var(--card)' },
    '.cm-gutters': { color: 'var(--soft)', backgroundColor: 'var(--ground)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--active)' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
      background: 'var(--chosen) !important',
    },
    '.cm-tooltip, .cm-panels': { color: 'var(--text)', backgroundColor: 'var(--card)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.comment, color: 'var(--soft)' },
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
    ]),
  ),
];

/** The Recipe as YAML: names are completed, and mistakes stand at their lines. */
export function Editor(props: EditorProps) {
  const { text, mistakes } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const editor = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        extensions: [
          keymap.of([{ key: 'Mod-s', run: () => (latest.current.onSave(), true) }]),
          basicSetup,
          yaml(),
          colours,
          lintGutter(),
          autocompletion({ override: [(context) => complete(context, latest.current.transforms)] }),
          EditorView.contentAttributes.of({ 'aria-label': 'Recipe, as YAML' }),
          EditorView.lineWrapping,
          EditorView.updateListener.of((update) => {
            const isOwn = update.transactions.some((one) => one.annotation(fromOutside));
            if (update.docChanged && !isOwn) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current!;
    if (editor.state.doc.toString() === text) return;
    const isFirst = editor.state.doc.length === 0;
    const changes = { from: 0, to: editor.state.doc.length, insert: text };
    editor.dispatch({ changes, annotations: [fromOutside.of(true), Transaction.addToHistory.of(!isFirst)] });
  }, [text]);

  useEffect(() => {
    const editor = view.current!;
    const shown = mistakes.map((mistake) => diagnosticOf(mistake, editor.state.doc));
    editor.dispatch(setDiagnostics(editor.state, shown));
  }, [mistakes]);

  return <div className="editor" ref={place} />;
}

function diagnosticOf({ line = 1, column = 1, message }: Mistake, text: Text): Diagnostic {
  const at = text.line(Math.min(line, text.lines));
  const from = Math.min(at.from + column - 1, at.to);
  return { from, to: at.to, severity: 'error', message };
}

/** Transforms after a dash, parameters inside the braces or below the name of one. */
function complete(context: CompletionContext, transforms: readonly CatalogueLine[]): CompletionResult | null {
  const word = context.matchBefore(/\w*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const before = context.state.sliceDoc(0, word.from);
  if (/(-\s+|\[\s*|,\s*)$/.test(before) && !/\{[^}]*$/.test(lastLineOf(before)))
    return {
      from: word.from,
      options: transforms.map(({ name, group, summary }) => ({ label: name, detail: group, info: summary })),
    };
  const owner = ownerOf(before, transforms);
  if (!owner) return null;
  return {
    from: word.from,
    options: owner.parameters.map(({ name, meaning, type, default: value }) => ({
      label: name,
      detail: value ?? 'must be given',
      info: `${meaning} ${type}`,
      apply: `${name}: `,
    })),
  };
}

function lastLineOf(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** The transform whose parameters are written here: the last one that is named before. */
function ownerOf(before: string, transforms: readonly CatalogueLine[]): CatalogueLine | undefined {
  const names = [...before.matchAll(/\b([A-Z]\w+):/g)].map(([, name]) => name);
  return transforms.find(({ name }) => name === names.at(-1));
}
