import { useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { PreviewedVariant } from '../../src/studio/protocol.js';
import { askForPicture } from './api.js';
import { usePicture } from './hooks.js';

interface VariantsProps {
  readonly variants: readonly PreviewedVariant[];
  readonly withLabels: boolean;
  /** True while newer ones are made. */
  readonly isOld: boolean;
}

/** The image and its variants side by side; one of them large, with the steps that made it. */
export function Variants({ variants, withLabels, isOld }: VariantsProps) {
  const [shown, setShown] = useState<number>();
  const variant = shown === undefined ? undefined : variants[shown];
  return (
    <>
      <ul className="variants" data-old={isOld || undefined} aria-busy={isOld}>
        {variants.map((one, i) => (
          <li key={`${one.variant} ${one.key}`}>
            <Button
              className="variant"
              onPress={() => {
                setShown(i);
              }}
            >
              <VariantPicture id={one.id} withLabels={withLabels} name={one.key} />
              <span className="name">{one.variant === 0 ? `${one.key} (the image)` : one.key}</span>
              <span className="facts">{describeObjects(one)}</span>
            </Button>
          </li>
        ))}
      </ul>
      <ModalOverlay
        className="overlay"
        isDismissable
        isOpen={variant !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) setShown(undefined);
        }}
      >
        <Modal className="modal">
          <Dialog aria-label="One variant">
            {variant && shown !== undefined && (
              <>
                <Heading slot="title">{variant.key}</Heading>
                <div className="large">
                  <VariantPicture id={variant.id} withLabels={withLabels} name={variant.key} />
                  <Making variant={variant} />
                </div>
                <div className="bar">
                  <Button
                    isDisabled={shown === 0}
                    onPress={() => {
                      setShown(shown - 1);
                    }}
                  >
                    Previous
                  </Button>
                  <Button
                    isDisabled={shown === variants.length - 1}
                    onPress={() => {
                      setShown(shown + 1);
                    }}
                  >
                    Next
                  </Button>
                  <Button
                    onPress={() => {
                      void download(variant);
                    }}
                  >
                    Download the file
                  </Button>
                  <Button slot="close">Close</Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

function VariantPicture({ id, withLabels, name }: { id: string; withLabels: boolean; name: string }) {
  const picture = usePicture(`/pictures/${id}?form=${withLabels ? 'labelled' : 'plain'}`);
  if (picture.error !== undefined) return <span className="trouble">{picture.error}</span>;
  return (
    <span className="picture">
      {picture.value !== undefined && (
        <img src={picture.value} alt={`The picture ${name}`} draggable={false} />
      )}
    </span>
  );
}

function Making({ variant }: { variant: PreviewedVariant }) {
  const reasons = Object.entries(variant.reasons);
  return (
    <div className="steps">
      <h3>Steps</h3>
      {variant.steps.length === 0 ? (
        <p>None: it is the image as it is.</p>
      ) : (
        <ol>
          {variant.steps.map(({ path, sampled }) => (
            <li key={path}>
              <b>{path}</b> <code>{sampled}</code>
            </li>
          ))}
        </ol>
      )}
      <h3>Objects</h3>
      <p>{describeObjects(variant)}</p>
      {reasons.length > 0 && (
        <ul>
          {reasons.map(([reason, number]) => (
            <li key={reason}>
              {number} × {reason}
            </li>
          ))}
        </ul>
      )}
      <p className="facts">{variant.bytes.toLocaleString('en')} bytes</p>
    </div>
  );
}

/** The very file that `run` writes. */
async function download({ id, key }: PreviewedVariant): Promise<void> {
  const url = URL.createObjectURL(await askForPicture(`/pictures/${id}?form=file`));
  const link = document.createElement('a');
  link.href = url;
  link.download = key.split('/').at(-1)!;
  link.click();
  URL.revokeObjectURL(url);
}

function describeObjects({ kept, clipped, dropped }: PreviewedVariant): string {
  const parts = [`${kept} ${kept === 1 ? 'object' : 'objects'}`];
  if (clipped > 0) parts.push(`${clipped} in part`);
  if (dropped > 0) parts.push(`${dropped} dropped`);
  return parts.join(', ');
}
