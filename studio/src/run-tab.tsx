import { useState } from 'react';
import { Button, SwitchButton, SwitchField } from 'react-aria-components';
import type { Overview, Preview } from '../../src/studio/protocol.js';
import type { RunState } from '../../src/studio/run-protocol.js';
import { ask, messageOf } from './api.js';
import { Deployment } from './deployment.js';
import { useEvery } from './hooks.js';
import { RunEstimate } from './run-estimate.js';
import { RunProgress } from './run-progress.js';
import { Failures, LatestOutputs, Losses } from './run-results.js';
import './run.css';
import type { EditedText } from './use-recipe.js';

const LOOK_EVERY_MS = { running: 400, idle: 3000 };

interface RunTabProps {
  readonly overview: Overview | undefined;
  readonly recipe: EditedText;
  /** Of the Recipe, if it was looked at. */
  readonly preview: Preview | undefined;
}

export function RunTab({ overview, recipe, preview }: RunTabProps) {
  const [state, setState] = useState<RunState>();
  const [trouble, setTrouble] = useState('');
  const [removesStale, setRemovesStale] = useState(false);
  const act = (method: string, path = '', body?: unknown) => {
    ask<RunState>(`/run${path}`, { method, body }).then(
      (now) => {
        setState(now);
        setTrouble('');
      },
      (error: unknown) => {
        setTrouble(messageOf(error));
      },
    );
  };
  const isRunning = state?.state === 'running';
  useEvery(isRunning ? LOOK_EVERY_MS.running : LOOK_EVERY_MS.idle, () => {
    act('GET');
  });
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
            act('POST', '', { recipe: recipe.text, removesStale });
          }}
        >
          {recipe.isChanged ? 'Run with the recipe as it is here' : 'Run'}
        </Button>
        {state?.asked === 'pause' ? (
          <Button
            onPress={() => {
              act('POST', '/go-on');
            }}
          >
            Go on
          </Button>
        ) : (
          <Button
            isDisabled={!isRunning || state.asked === 'cancel'}
            onPress={() => {
              act('POST', '/pause');
            }}
          >
            Pause
          </Button>
        )}
        <Button
          isDisabled={!isRunning || state.asked === 'cancel'}
          onPress={() => {
            act('DELETE');
          }}
        >
          Cancel
        </Button>
      </div>
      <SwitchField isSelected={removesStale} onChange={setRemovesStale}>
        <SwitchButton className="switch">
          <span className="track" aria-hidden="true" /> Remove outputs of earlier runs that nothing needs any
          more
        </SwitchButton>
      </SwitchField>
      {overview?.images === 0 && <p className="empty">There are no images to run on.</p>}
      {trouble !== '' && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      {state && <Course state={state} />}
      {overview && <Deployment output={overview.output} />}
    </section>
  );
}

/** How far the run is, and what has come of it so far. */
function Course({ state }: { state: RunState }) {
  return (
    <>
      <RunProgress state={state} />
      {state.summary.length > 0 && (
        <div className="summary" role="status">
          {state.summary.map((line, i) => (
            <p key={`${i} ${line}`}>{line}</p>
          ))}
        </div>
      )}
      <Losses classes={state.losses} />
      <Failures failures={state.failures} failed={state.failed} isOver={state.state !== 'running'} />
      <LatestOutputs latest={state.latest} />
    </>
  );
}
