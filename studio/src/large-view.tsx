import { useState } from 'react';
import {
  Button,
  Dialog,
  Heading,
  Modal,
  ModalOverlay,
  SwitchButton,
  SwitchField,
} from 'react-aria-components';
import type { Losses } from '../../src/studio/large-protocol.js';
import type { PreviewedVariant } from '../../src/studio/protocol.js';
import { askForPicture } from './api.js';
import { Comparison } from './comparison.js';
import { useAsked, usePicture } from './hooks.js';
import { ClassOfImage } from './image-facts.js';
import { useFocusBehind } from './kept-focus.js';
import './large.css';
import { LostObjects } from './lost-objects.js';
import { SteadyButton } from './steady-button.js';
import type { Pinned, Pinning } from './use-pinned.js';
import { describeObjects, pathBehind, pathOf } from './variant-paths.js';
import { VariantPicture } from './variant-picture.js';
import { VariantSteps } from './variant-steps.js';

interface LargeViewProps {
  /** Key of the image that they were made of. */
  readonly image: string | undefined;
  readonly variants: readonly PreviewedVariant[];
  /** Key of the one that is shown; undefined: none is. */
  readonly shown: string | undefined;
  readonly onShow: (key: string | undefined) => void;
  /** Focuses a variant on the page. */
  readonly onFocus: (key: string) => void;
  readonly withLabels: boolean;
  readonly seed: string;
  readonly onOtherSeed: () => void;
  readonly pinning: Pinning;
}

const HALF = 50;
const WHOLE = 100;

/** One variant large, beside the image that it was made of. */
export function LargeView({ variants, shown, onShow, onFocus, ...props }: LargeViewProps) {
  const { image, withLabels, seed, onOtherSeed, pinning } = props;
  const [at, setAt] = useState(HALF);
  const [isBesidePinned, setBesidePinned] = useState(false);
  const index = variants.findIndex(({ key }) => key === shown);
  const variant = variants[index];
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={variant !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) onShow(undefined);
      }}
    >
      <Modal className="modal">
        <Dialog aria-label="One variant">
          {variant && (
            <>
              <Heading slot="title">{variant.key}</Heading>
              <p className="facts">
                {`seed ${seed} · ${describeObjects(variant)} · ${variant.bytes.toLocaleString('en')} bytes `}
                <ClassOfImage image={image} />
              </p>
              <LargeVariant
                key={variant.id}
                {...{ variant, withLabels, at, isBesidePinned }}
                onAt={setAt}
                onLeft={() => {
                  onFocus(variant.key);
                }}
                pinned={pinning.pinned}
                onBesidePinned={setBesidePinned}
              />
              {pinning.trouble !== '' && (
                <p className="trouble" role="alert">
                  {pinning.trouble}
                </p>
              )}
              <div className="bar">
                <SteadyButton
                  isIdle={index === 0}
                  onPress={() => {
                    onShow(variants[index - 1]?.key);
                  }}
                >
                  Previous
                </SteadyButton>
                <SteadyButton
                  isIdle={index === variants.length - 1}
                  onPress={() => {
                    onShow(variants[index + 1]?.key);
                  }}
                >
                  Next
                </SteadyButton>
                <Button onPress={onOtherSeed}>Other seed</Button>
                <Button
                  onPress={() => {
                    pinning.pin(variant, seed);
                  }}
                >
                  Pin this one
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
  );
}

interface LargeVariantProps {
  readonly variant: PreviewedVariant;
  readonly withLabels: boolean;
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly onLeft: () => void;
  readonly pinned: Pinned | undefined;
  /** Whether the pinned variant takes the place of the image. */
  readonly isBesidePinned: boolean;
  readonly onBesidePinned: (isBeside: boolean) => void;
}

function LargeVariant({ variant, withLabels, at, onAt, onLeft, pinned, ...props }: LargeVariantProps) {
  const { isBesidePinned, onBesidePinned } = props;
  const { id, key, steps, before } = variant;
  useFocusBehind(onLeft);
  const [shownSteps, setShownSteps] = useState(steps.length);
  const [selected, setSelected] = useState<number>();
  const losses = useAsked<Losses>(`/variants/${id}/losses`);
  const objects = losses.value?.objects ?? [];
  const first = usePicture(pathBehind(variant, before, withLabels));
  const second = usePicture(pathBehind(variant, shownSteps, withLabels));
  const other = isBesidePinned ? pinned : undefined;
  const trouble = [losses.error, first.error, second.error].find((error) => error !== undefined);
  const stepName = shownSteps === steps.length ? key : `${key} behind step ${shownSteps}`;
  return (
    <div className="large">
      <div className="compared">
        {steps.length === 0 ? (
          <VariantPicture path={pathOf(variant, withLabels)} name={`The picture ${key}`} />
        ) : (
          <Comparison
            before={other ? other[withLabels ? 'labelled' : 'plain'] : first.value}
            after={second.value}
            names={{ before: other ? 'the pinned variant' : 'the image', after: stepName }}
            losses={other ? undefined : losses.value}
            {...{ at, onAt, selected }}
          />
        )}
        {pinned && (
          <SwitchField
            isSelected={isBesidePinned}
            onChange={(isBeside) => {
              onBesidePinned(isBeside);
              if (at === WHOLE) onAt(HALF);
            }}
          >
            <SwitchButton className="switch">
              <span className="track" aria-hidden="true" />
              {` Compare with the pinned one: ${pinned.variant.key}, seed ${pinned.seed}`}
            </SwitchButton>
          </SwitchField>
        )}
        {trouble !== undefined && (
          <p className="trouble" role="alert">
            {trouble}
          </p>
        )}
      </div>
      <div className="steps">
        <h3>Objects</h3>
        <p>{describeObjects(variant)}</p>
        <LostObjects
          objects={objects}
          selected={selected}
          onSelect={(index) => {
            setSelected(index);
            onBesidePinned(false);
            onAt(index === undefined ? HALF : WHOLE);
          }}
        />
        <h3>Steps</h3>
        <VariantSteps
          {...{ variant, withLabels }}
          lost={objects}
          shown={shownSteps}
          onShow={(number) => {
            setShownSteps(number);
            if (at === WHOLE) onAt(HALF);
          }}
        />
      </div>
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
