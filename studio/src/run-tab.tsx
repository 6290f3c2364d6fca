import { useRef, useState } from 'react';
import { Button, SwitchButton, SwitchField } from 'react-aria-components';
import type { Overview } from '../../src/studio/protocol.js';
import type { EstimatedRun, RunState } from '../../src/studio/run-protocol.js';
import { ask, messageOf } from './api.js';
import { Deployment } from './deployment.js';
import { describeEstimate } from './estimate.js';
import { useAsked, useEvery } from './hooks.js';
import type { Asked } from './hooks.js';
import { mistakesOf } from './mistakes.js';
import type { Mistake } from './mistakes.js';
import { RunProgress } from './run-progress.js';
import { Failures, LatestOutputs, Losses } from './run-results.js';
import './run.css';
import type { EditedText } from './use-recipe.js';

const LOOK_EVERY_MS = { running: 400, idle: 3000 };

interface RunTabProps {
  readonly overview: Overview | undefined;
  readonly recipe: EditedText;
  /** Shows a mistake at its place in the Recipe. */
  readonly onMistake: (mistake: Mistake) => void;
}

export function RunTab({ overview, recipe, onMistake }: RunTabProps) {
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
  const isReady = recipe.text !== undefined && state !== undefined && !isRunning;
  const estimate = useAsked<EstimatedRun>(isReady ? '/run/estimate' : undefined, { recipe: recipe.text });
  const hasMistakes = isReady && !estimate.isWaiting && estimate.error !== undefined;
  const course = useRef<HTMLElement>(null);
  /** What is pressed is disabled then, and would let the focus fall. */
  const actAndFollow = (...action: Parameters<typeof act>) => {
    act(...action);
    course.current?.focus();
  };
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
      <p className="facts" role="status">
        {describeEstimated(estimate, isReady)}
      </p>
      <div className="bar">
        <Button
          className="main"
          isDisabled={isRunning || recipe.text === undefined || overview?.images === 0 || hasMistakes}
          onPress={() => {
            actAndFollow('POST', '', { recipe: recipe.text, removesStale });
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
            actAndFollow('DELETE');
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
      {hasMistakes && <Mistakes message={estimate.error} onMistake={onMistake} />}
      {overview?.images === 0 && <p className="empty">There are no images to run on.</p>}
      {trouble !== '' && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      <section className="course" aria-label="Course of the run" tabIndex={-1} ref={course}>
        {state && <Course state={state} />}
      </section>
      {overview && <Deployment output={overview.output} />}
    </section>
  );
}

function describeEstimated({ value, isWaiting }: Asked<EstimatedRun>, isReady: boolean): string {
  if (isReady && isWaiting) return 'making variants of a few images, to estimate what it comes to …';
  // The line has its place also while it is empty: what lies below must not move under the mouse.
  return value && !isWaiting ? `${describeEstimate(value, value.sample)}, by a few images` : '\u00a0';
}

interface MistakesProps {
  readonly message: string | undefined;
  readonly onMistake: (mistake: Mistake) => void;
}

/** Why the Recipe cannot be run. */
function Mistakes({ message = '', onMistake }: MistakesProps) {
  return (
    <div className="trouble" role="alert">
      <p>The recipe cannot be run as it is:</p>
      <ul>
        {mistakesOf(message).map((mistake) => (
          <li key={`${mistake.line} ${mistake.message}`}>
            {mistake.line !== undefined && (
              <Button
                className="link"
                aria-label={`Line ${mistake.line}: show it in the recipe`}
                onPress={() => {
                  onMistake(mistake);
                }}
              >
                Line {mistake.line}
              </Button>
            )}{' '}
            {mistake.message}
          </li>
        ))}
      </ul>
    </div>
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
