import { autocompletion } from '@codemirror/autocomplete';
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { historyField, isolateHistory, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { Annotation, EditorState, Transaction } from '@codemirror/state';
import type { Extension, Text } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useImperativeHandle, useRef } from 'react';
import type { Ref } from 'react';
import type { CatalogueLine } from '../../src/studio/protocol.js';
import { Gesture } from './gesture.js';
import type { Mistake } from './mistakes.js';
import { remember, remembered } from './session.js';
import { smallestChange } from './text-change.js';

/** The one history of the text, whoever has changed it. */
export interface History {
  readonly undo: () => void;
  readonly redo: () => void;
}

/** How many changes can be undone, and done again. */
export interface HistoryDepth {
  readonly undo: number;
  readonly redo: number;
}

interface EditorProps {
  readonly history: Ref<History>;
  readonly onHistory: (depth: HistoryDepth) => void;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  readonly mistakes: readonly Mistake[];
  /** Where the cursor goes, each time that another one is given. */
  readonly place: Pick<Mistake, 'line' | 'column'> | undefined;
  readonly transforms: readonly CatalogueLine[];
}

/** Marks what the page itself has put into the editor. */
const fromOutside = Annotation.define<boolean>();

/** What the history joins to the change before it, however much later it comes. */
const JOINED = 'input.type.compose';

/** Under this name, the tab of the browser keeps the text with what can be undone. */
const KEPT = 'editor';
const WITH_HISTORY = { history: historyField };

/** A click may come without a pointer: assistive programs press so. */
const BEGINNINGS = ['pointerdown', 'keydown', 'click'] as const;
const TYPED_INTO = 'input:not([type=checkbox])';

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
    // The usual marks are pictures with addresses of their own kind, which the policy of the page does not let in.
    '.cm-lintRange-error': {
      backgroundImage: 'none',
      textDecoration: 'underline wavy var(--trouble)',
    },
    '.cm-lint-marker-error': { content: '"●"', color: 'var(--trouble)' },
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
  const { text, mistakes, place: wanted } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const extensions = [
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
        if (!update.docChanged) return;
        if (!isOwn) latest.current.onChange(update.state.doc.toString());
        latest.current.onHistory(depthOf(update.state));
      }),
    ];
    const editor = new EditorView({
      parent: place.current!,
      state: stateOf(latest.current.text, extensions),
    });
    const keep = () => {
      remember(KEPT, editor.state.toJSON(WITH_HISTORY));
    };
    addEventListener('pagehide', keep);
    latest.current.onHistory(depthOf(editor.state));
    view.current = editor;
    return () => {
      removeEventListener('pagehide', keep);
      editor.destroy();
    };
  }, []);

  // All the numbers that a slider goes through, for example, are undone at once.
  const gesture = useRef(new Gesture());
  useEffect(() => {
    const act = (event: Event) => {
      const { type, target } = event;
      gesture.current.act({
        kind: type as (typeof BEGINNINGS)[number],
        isRepeated: event instanceof KeyboardEvent && event.repeat,
        field: target instanceof Element && target.matches(TYPED_INTO) ? target : undefined,
        time: performance.now(),
      });
    };
    for (const kind of BEGINNINGS) document.addEventListener(kind, act, true);
    return () => {
      for (const kind of BEGINNINGS) document.removeEventListener(kind, act, true);
    };
  }, []);

  useEffect(() => {
    const editor = view.current!;
    const before = editor.state.doc.toString();
    if (before === text) return;
    const changes = smallestChange(before, text);
    const group = gesture.current.begins() ? isolateHistory.of('before') : Transaction.userEvent.of(JOINED);
    editor.dispatch({ changes, annotations: [fromOutside.of(true), group] });
  }, [text]);

  useImperativeHandle(
    props.history,
    () => ({
      undo: () => {
        undo(view.current!);
      },
      redo: () => {
        redo(view.current!);
      },
    }),
    [],
  );

  useEffect(() => {
    const editor = view.current!;
    const shown = mistakes.map((mistake) => diagnosticOf(mistake, editor.state.doc));
    editor.dispatch(setDiagnostics(editor.state, shown));
  }, [mistakes]);

  useEffect(() => {
    const editor = view.current!;
    if (!wanted) return;
    editor.dispatch({
      selection: { anchor: positionOf(wanted, editor.state.doc).from },
      scrollIntoView: true,
    });
    editor.focus();
  }, [wanted]);

  return <div className="editor" ref={place} />;
}

/** With what could be undone before the page was loaded anew, if the text is the same. */
function stateOf(text: string, extensions: Extension): EditorState {
  const kept = remembered(KEPT) as { readonly doc?: unknown } | undefined;
  return kept?.doc === text
    ? EditorState.fromJSON(kept, { extensions }, WITH_HISTORY)
    : EditorState.create({ doc: text, extensions });
}

function depthOf(state: EditorState): HistoryDepth {
  return { undo: undoDepth(state), redo: redoDepth(state) };
}

function diagnosticOf({ message, ...place }: Mistake, text: Text): Diagnostic {
  return { ...positionOf(place, text), severity: 'error', message };
}

/** From a place to the end of its line. */
function positionOf(
  { line = 1, column = 1 }: Pick<Mistake, 'line' | 'column'>,
  text: Text,
): { readonly from: number; readonly to: number } {
  const at = text.line(Math.min(line, text.lines));
  return { from: Math.min(at.from + column - 1, at.to), to: at.to };
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
