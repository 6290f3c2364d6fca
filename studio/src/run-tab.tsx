import { useState } from 'react';
import { Button, Label, ProgressBar } from 'react-aria-components';
import type { Overview, Preview, RunState } from '../../src/studio/protocol.js';
import { ask, messageOf } from './api.js';
import { useEvery } from './hooks.js';
import { RunEstimate } from './run-estimate.js';
import type { EditedText } from './use-recipe.js';

const LOOK_EVERY_MS = 400;

const TITLES: Readonly<Record<RunState['state'], string>> = {
  none: 'Nothing has run yet',
  running: 'Running',
  done: 'Done',
  failed: 'Done, with failures',
  cancelled: 'Cancelled: the next run goes on from there',
};

interface RunTabProps {
  readonly overview: Overview | undefined;
  readonly recipe: EditedText;
  /** Of the Recipe, if it was looked at. */
  readonly preview: Preview | undefined;
}

export function RunTab({ overview, recipe, preview }: RunTabProps) {
  const [state, setState] = useState<RunState>();
  const [trouble, setTrouble] = useState('');
  const act = (method: string, body?: unknown) => {
    ask<RunState>('/run', { method, body }).then(
      (now) => {
        setState(now);
        setTrouble('');
      },
      (error: unknown) => {
        setTrouble(messageOf(error));
      },
    );
  };
  useEvery(LOOK_EVERY_MS, () => {
    if (state === undefined || state.state === 'running') act('GET');
  });
  const isRunning = state?.state === 'running';
  const [isCancelled, setCancelled] = useState(false);
  return (
    <section className="run">
      <p>
        Writes the variants of {overview?.images.toLocaleString('en') ?? 'all'} images, with their labels, to{' '}
        <b>{overview?.output}</b>. Work that is already done is not repeated, and a file that this program did
        not write is never replaced.
      </p>
      <RunEstimate recipe={recipe.text} preview={preview} />
      <div className="bar">
        <Button
          className="main"
          isDisabled={isRunning || recipe.text === undefined || overview?.images === 0}
          onPress={() => {
            setCancelled(false);
            act('POST', { recipe: recipe.text });
          }}
        >
          {recipe.isChanged ? 'Run with the recipe as it is here' : 'Run'}
        </Button>
        <Button
          isDisabled={!isRunning || isCancelled}
          onPress={() => {
            setCancelled(true);
            act('DELETE');
          }}
        >
          {isRunning && isCancelled ? 'Finishing the images in work …' : 'Cancel'}
        </Button>
      </div>
      {overview?.images === 0 && <p className="empty">There are no images to run on.</p>}
      {trouble !== '' && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      {state && <Progress state={state} />}
      {state && state.summary.length > 0 && (
        <div className="summary" role="status">
          {state.summary.map((line, i) => (
            <p key={`${i} ${line}`}>{line}</p>
          ))}
        </div>
      )}
      {state && state.failures.length > 0 && (
        <table>
          <caption>Failures: all other images are done</caption>
          <thead>
            <tr>
              <th scope="col">Image</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {state.failures.map(({ key, reason }) => (
              <tr key={`${key} ${reason}`}>
                <td>{key}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Progress({ state }: { state: RunState }) {
  const { done, total, failed, seconds } = state;
  if (state.state === 'none') return <p className="empty">{TITLES.none}</p>;
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? Math.ceil((total - done) / rate) : undefined;
  return (
    <ProgressBar value={done} maxValue={Math.max(1, total)} className="progress">
      {({ percentage }) => (
        <>
          <Label>{TITLES[state.state]}</Label>
          <span className="facts">
            {done.toLocaleString('en')} of {total.toLocaleString('en')} images · {rate.toFixed(1)} a second
            {failed > 0 && ` · ${failed} failed`}
            {state.state === 'running' && left !== undefined && ` · ${left} s left`}
            {state.state !== 'running' && ` · ${seconds.toFixed(1)} s`}
          </span>
          <div className="rail">
            <div className="fill" style={{ width: `${percentage ?? 0}%` }} />
          </div>
        </>
      )}
    </ProgressBar>
  );
}
