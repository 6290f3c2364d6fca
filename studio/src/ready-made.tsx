import { Button } from 'react-aria-components';
import type { Overview } from '../../src/studio/protocol.js';
import { DialogButton } from './dialog-button.js';
import { stepsOf } from './recipe-steps.js';

interface ReadyMadeProps {
  readonly shipped: Overview['shipped'];
  readonly onChoose: (text: string) => void;
}

/** The recipes that come with the program, as cards. */
export function ReadyMade({ shipped, onChoose }: ReadyMadeProps) {
  return (
    <DialogButton label="Ready-made recipes">
      {(close) => (
        <div className="catalogue">
          <ul>
            {shipped.map(({ name, purpose, text }) => (
              <li key={name}>
                <Button
                  className="catalogue-card"
                  onPress={() => {
                    onChoose(text);
                    close();
                  }}
                >
                  <span className="name">{name}</span>
                  <span>{purpose}</span>
                  <span className="facts">{transformsOf(text)}</span>
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </DialogButton>
  );
}

function transformsOf(text: string): string {
  return (stepsOf(text) ?? []).map(({ name }) => name).join(', ');
}
