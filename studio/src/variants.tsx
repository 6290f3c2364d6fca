import { useRef } from 'react';
import { Button } from 'react-aria-components';
import type { PreviewedVariant } from '../../src/studio/protocol.js';
import { LargeView } from './large-view.js';
import type { Pinned, Pinning } from './use-pinned.js';
import { describeObjects, pathOf } from './variant-paths.js';
import { VariantPicture } from './variant-picture.js';
import { shortName } from './short-name.js';

interface VariantsProps {
  readonly variants: readonly PreviewedVariant[];
  readonly withLabels: boolean;
  /** True while newer ones are made. */
  readonly isOld: boolean;
  readonly seed: string;
  readonly onOtherSeed: () => void;
  /** Key of the one that is large. */
  readonly shown: string | undefined;
  readonly onShow: (key: string | undefined) => void;
  readonly pinning: Pinning;
}

/** The image and its variants side by side; one of them large, with the steps that made it. */
export function Variants({ variants, withLabels, isOld, onShow, pinning, ...props }: VariantsProps) {
  const { pinned, unpin } = pinning;
  const list = useRef<HTMLUListElement>(null);
  const focus = (shown: string) => {
    const index = variants.findIndex(({ key }) => key === shown);
    list.current?.querySelectorAll<HTMLElement>('button.variant')[index]?.focus();
  };
  return (
    <>
      <ul ref={list} className="variants" data-old={isOld || undefined} aria-busy={isOld}>
        {variants.map((one) => (
          <li key={`${one.variant} ${one.key}`}>
            <Button
              className="variant"
              onPress={() => {
                onShow(one.key);
              }}
            >
              <VariantPicture path={pathOf(one, withLabels)} name={`The picture ${one.key}`} />
              <span className="name">
                {one.variant === 0 ? `${shortName(one.key)} (the image)` : shortName(one.key)}
              </span>
              <span className="facts">{describeObjects(one)}</span>
            </Button>
          </li>
        ))}
      </ul>
      {pinned && <PinnedVariant pinned={pinned} withLabels={withLabels} onUnpin={unpin} />}
      <LargeView {...{ variants, withLabels, onShow, pinning }} {...props} onFocus={focus} />
    </>
  );
}

interface PinnedVariantProps {
  readonly pinned: Pinned;
  readonly withLabels: boolean;
  readonly onUnpin: () => void;
}

function PinnedVariant({
  pinned: { variant, seed, plain, labelled },
  withLabels,
  onUnpin,
}: PinnedVariantProps) {
  return (
    <section className="pinned" aria-label="Pinned">
      <span className="picture">
        <img
          src={withLabels ? labelled : plain}
          alt={`The pinned variant ${variant.key}`}
          draggable={false}
        />
      </span>
      <div>
        <p className="name">{shortName(variant.key)}</p>
        <p className="facts">{`pinned · seed ${seed} · ${describeObjects(variant)}`}</p>
        <Button onPress={onUnpin}>Unpin</Button>
      </div>
    </section>
  );
}
