import { describeTaken } from '../../src/inspection/report-parts.js';
import { useState } from 'react';
import type { LossyClass, RunState, WrittenOutput } from '../../src/studio/run-protocol.js';
import { ask } from './api.js';
import { useEvery, usePicture } from './hooks.js';

/** Each look reads Records and draws pictures, which takes time from the run. */
const LOOK_EVERY_MS = 3000;
const SHOWN = 12;
/** Side of the square that the pictures fit, in pixels of the image. */
const SIDE = 320;

/** The outputs that were written last, with their labels. */
export function LatestOutputs({ latest }: { latest: readonly string[] }) {
  const [outputs, setOutputs] = useState<readonly WrittenOutput[]>([]);
  const newest = latest.join('\n');
  const [shown, setShown] = useState('');
  useEvery(LOOK_EVERY_MS, () => {
    if (shown === newest) return;
    ask<readonly WrittenOutput[]>('/run/outputs').then(
      (now) => {
        setOutputs(now.slice(0, SHOWN));
        setShown(newest);
      },
      // The next look tries again; whether the server is there, the state of the run tells.
      () => undefined,
    );
  });
  if (latest.length === 0 || outputs.length === 0) return null;
  return (
    <section aria-label="Written last">
      <h2>Written last</h2>
      <ul className="outputs">
        {outputs.map((output) => (
          <Output key={output.key} output={output} />
        ))}
      </ul>
    </section>
  );
}

function Output({ output: { image, key, sha256, objects } }: { output: WrittenOutput }) {
  const query = new URLSearchParams({ image, key, side: String(SIDE), sha256 });
  const { value, error } = usePicture(`/run/picture?${query}`);
  return (
    <li>
      <span className="picture">
        {value !== undefined && <img src={value} alt={`The output ${key}`} draggable={false} />}
        {error !== undefined && <span className="trouble">{error}</span>}
      </span>
      <p className="name" title={key}>
        {key}
      </p>
      <p className="facts">{`${objects} ${objects === 1 ? 'object' : 'objects'}`}</p>
    </li>
  );
}

interface FailuresProps extends Pick<RunState, 'failures' | 'failed'> {
  readonly isOver: boolean;
}

export function Failures({ failures, failed, isOver }: FailuresProps) {
  if (failures.length === 0) return null;
  const more = failed - failures.length;
  return (
    <>
      <table>
        <caption>{isOver ? 'Failures: all other images are done' : 'Failures so far'}</caption>
        <thead>
          <tr>
            <th scope="col">Image</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ key, reason }) => (
            <tr key={`${key} ${reason}`}>
              <td>{key}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="note">and {more.toLocaleString('en')} more: augment status lists all</p>}
    </>
  );
}

export function Losses({ classes }: { classes: readonly LossyClass[] }) {
  if (classes.length === 0) return null;
  return (
    <div className="wide" role="group" aria-label="Losses by class" tabIndex={0}>
      <table>
        <caption>Objects that variants lack, or show in part</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Objects</th>
            <th scope="col">Kept</th>
            <th scope="col">In part</th>
            <th scope="col">Dropped</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {classes.map(({ name, objects, clipped, dropped, losses }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{objects}</td>
              <td>{objects - dropped}</td>
              <td>{clipped}</td>
              <td>{dropped}</td>
              <td>{losses.map((loss) => `${loss.step} (${describeTaken(loss)})`).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
