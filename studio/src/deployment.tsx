import { useEffect, useState } from 'react';
import type { DeploymentState } from '../../src/studio/deployment-protocol.js';
import { ask, messageOf } from './api.js';
import { Letters } from './dead-letters.js';
import './deployment.css';

const LOOK_EVERY_MS = 5000;
/** A large deployment takes long to ask: nine tenths of the time nobody asks. */
const PAUSE_PER_TIME = 9;

/** What was asked last; `value` is null where no deployed function fills the output. */
interface Asked {
  readonly value?: DeploymentState | null;
  readonly error?: string;
}

/** Asks again and again while the page is visible, once more after each change of `round`. */
function useDeployment(round: number): Asked {
  const [asked, setAsked] = useState<Asked>({});
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const began = performance.now();
      const answer = document.hidden ? undefined : await askOnce(abort.signal);
      if (abort.signal.aborted) return;
      if (answer) setAsked((before) => ({ ...before, ...answer }));
      if (answer?.value === null) return;
      const pause = Math.max(LOOK_EVERY_MS, PAUSE_PER_TIME * (performance.now() - began));
      timer = setTimeout(() => void look(), pause);
    };
    void look();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [round]);
  return asked;
}

async function askOnce(signal: AbortSignal): Promise<Asked & { readonly error: string }> {
  try {
    return { value: await ask<DeploymentState | null>('/deployment', { signal }), error: '' };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** The deployed function that fills the output: how far it is, what is wrong, and its dead letters. */
export function Deployment({ output }: { output: string }) {
  const [round, setRound] = useState(0);
  const [said, setSaid] = useState('');
  const { value, error = '' } = useDeployment(round);
  if (!/^\w+:\/\//.test(output)) return null;
  return (
    <section className="deployment" aria-label="Deployment on AWS">
      <h2>Deployment on AWS</h2>
      {value === undefined && error === '' && <p className="empty">asking AWS …</p>}
      {error !== '' && (
        <p className="trouble" role="alert">
          {error}
        </p>
      )}
      {value === null && (
        <p className="empty">
          No deployed function fills {output}: uploads start nothing. With one, this part shows what it does;
          docs/aws.md says how to deploy it.
        </p>
      )}
      {value && <Counts state={value} />}
      {value?.said.map((line) => (
        <p key={line} className="note">
          {line}
        </p>
      ))}
      {value && value.failures.length > 0 && (
        <Images caption="Failed: no attempt can succeed" images={value.failures} number={value.failed} />
      )}
      {value && value.retried.length > 0 && (
        <Images caption="Will be tried again" images={value.retried} number={value.retried.length} />
      )}
      {value && value.deadLetters > 0 && (
        <Letters
          onSay={setSaid}
          onDelivered={() => {
            setRound((before) => before + 1);
          }}
        />
      )}
      <p role="status">{said}</p>
    </section>
  );
}

function Counts({ state: { done, waiting, inWork, failed, deadLetters } }: { state: DeploymentState }) {
  const counts = { waiting, 'in work': inWork, done, failed, 'dead letters': deadLetters };
  return (
    <dl className="counts">
      {Object.entries(counts).map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count === undefined ? 'not known' : count.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ImagesProps {
  readonly caption: string;
  readonly images: DeploymentState['failures'];
  readonly number: number;
}

function Images({ caption, images, number }: ImagesProps) {
  const more = number - images.length;
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Image</th>
          <th scope="col">Reason</th>
        </tr>
      </thead>
      <tbody>
        {images.map(({ key, reason }) => (
          <tr key={key}>
            <td>{key}</td>
            <td>{reason}</td>
          </tr>
        ))}
        {more > 0 && (
          <tr>
            <td colSpan={2}>and {more.toLocaleString('en')} more: augment status lists all</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
