import { Label, ProgressBar } from 'react-aria-components';
import type { RunState } from '../../src/studio/run-protocol.js';
import { describeDuration } from './duration.js';

const ENDED: Readonly<Record<Exclude<RunState['state'], 'running'>, string>> = {
  none: 'Nothing has run yet',
  done: 'Done',
  failed: 'Done, with failures',
  cancelled: 'Cancelled: the next run goes on from there',
};

export function RunProgress({ state }: { state: RunState }) {
  if (state.state === 'none') return <p className="empty">{ENDED.none}</p>;
  return (
    <ProgressBar value={state.done} maxValue={Math.max(1, state.total)} className="progress">
      {({ percentage }) => (
        <>
          <Label>
            <span role="status">{titleOf(state)}</span>
          </Label>
          <span className="facts">{factsOf(state).join(' · ')}</span>
          <div className="rail">
            <div className="fill" style={{ width: `${percentage ?? 0}%` }} />
          </div>
        </>
      )}
    </ProgressBar>
  );
}

function titleOf({ state, asked, done, total, inWork }: RunState): string {
  if (state !== 'running') return ENDED[state];
  if (asked === 'cancel') return inWork > 0 ? `Cancelling: ${finishing(inWork)}` : 'Cancelling';
  if (total === 0) return 'Reading the input';
  if (done === total) return 'Writing the files about the whole data set';
  if (asked === undefined) return 'Running';
  return inWork > 0 ? `Pausing: ${finishing(inWork)}` : 'Paused: no image is begun until you go on';
}

function finishing(inWork: number): string {
  return inWork === 1 ? 'the image in work is finished' : `the ${inWork} images in work are finished`;
}

function factsOf({ state, done, total, failed, seconds, rate }: RunState): string[] {
  const isRunning = state === 'running';
  return [
    `${done.toLocaleString('en')} of ${total.toLocaleString('en')} images`,
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed`] : []),
    ...(isRunning && rate !== undefined
      ? [`${rate.toFixed(1)} a second`, `about ${describeDuration((total - done) / rate)} left`]
      : []),
    ...(isRunning ? [] : [`${seconds.toFixed(1)} s`]),
  ];
}
