import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { DeadLetters, Delivered } from '../../src/studio/deployment-protocol.js';
import { ask, messageOf } from './api.js';

interface LettersProps {
  /** What came of what was asked for. */
  readonly onSay: (text: string) => void;
  readonly onDelivered: () => void;
}

/** Dead letters by reason. To look at them hides them for a moment from others, so they are only asked for by hand. */
export function Letters({ onSay, onDelivered }: LettersProps) {
  const [groups, setGroups] = useState<readonly DeadLetters[]>();
  const [isBusy, setBusy] = useState(false);
  const perform = async (work: () => Promise<void>) => {
    setBusy(true);
    await work().catch((error: unknown) => {
      onSay(messageOf(error));
    });
    setBusy(false);
  };
  const look = async () => {
    setGroups((await ask<readonly DeadLetters[] | null>('/deployment/letters')) ?? []);
    onSay('');
  };
  const redrive = async (reason?: string) => {
    const { delivered, left } = await ask<Delivered>('/deployment/redrive', {
      method: 'POST',
      body: reason === undefined ? {} : { reason },
    });
    setGroups(undefined);
    onSay(`${delivered} delivered again, ${left} left`);
    onDelivered();
  };
  const total = groups?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <div className="letters">
      <div className="bar">
        <Button isDisabled={isBusy} onPress={() => void perform(look)}>
          Look at the dead letters
        </Button>
        {total > 0 && (
          <Ask
            label="Deliver all again"
            count={total}
            isDisabled={isBusy}
            onYes={() => void perform(() => redrive())}
          />
        )}
      </div>
      {groups && total > 0 && (
        <table>
          <caption>Dead letters: messages that failed at every attempt</caption>
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col">Letters</th>
              <th scope="col">They ask for</th>
              <th scope="col">What to do</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ reason, count, names }) => (
              <tr key={reason}>
                <td>{reason}</td>
                <td>{count}</td>
                <td>{names.join(', ')}</td>
                <td>
                  <Ask
                    label="Deliver again"
                    count={count}
                    isDisabled={isBusy}
                    onYes={() => void perform(() => redrive(reason))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface AskProps {
  readonly label: string;
  readonly count: number;
  readonly isDisabled: boolean;
  readonly onYes: () => void;
}

/** Asks before it does something. */
function Ask({ label, count, isDisabled, onYes }: AskProps) {
  return (
    <DialogTrigger>
      <Button isDisabled={isDisabled}>{label}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal asking">
          <Dialog role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">
                  Deliver {count} {count === 1 ? 'dead letter' : 'dead letters'} again?
                </Heading>
                <p>First remove the cause, else they fail again. What is done already stays as it is.</p>
                <div className="bar">
                  <Button
                    className="main"
                    onPress={() => {
                      close();
                      onYes();
                    }}
                  >
                    Deliver again
                  </Button>
                  <Button slot="close">Leave them</Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
