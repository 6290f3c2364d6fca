import { memo, useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { Button } from 'react-aria-components';
import type { PreviewedVariant } from '../../src/studio/protocol.js';
import { LargeView } from './large-view.js';
import type { Pinned, Pinning } from './use-pinned.js';
import { describeObjects } from './variant-paths.js';
import { shortName } from './short-name.js';

/** Sides of pictures are multiples of it, so that few widths of the page ask for others. In pixels. */
const SIDES = 160;

interface VariantsProps {
  /** Key of the image that they were made of. */
  readonly image: string | undefined;
  readonly variants: readonly PreviewedVariant[];
  readonly withLabels: boolean;
  /** True while newer ones are made. */
  readonly isOld: boolean;
  readonly seed: string;
  readonly onOtherSeed: () => void;
  /** Key of the one that is large. */
  readonly shown: string | undefined;
  readonly onShow: (key: string | undefined) => void;
  /** Takes the side of the square that pictures need to be sharp, in pixels. */
  readonly onSide: (side: number) => void;
  readonly pinning: Pinning;
}

/** The image and its variants side by side; one of them large, with the steps that made it. */
export function Variants({ variants, withLabels, isOld, onShow, onSide, pinning, ...props }: VariantsProps) {
  const { pinned, unpin } = pinning;
  const list = useRef<HTMLUListElement>(null);
  useSide(list, onSide);
  const focus = (shown: string) => {
    const index = variants.findIndex(({ key }) => key === shown);
    list.current?.querySelectorAll<HTMLElement>('button.variant')[index]?.focus();
  };
  return (
    <>
      <ul ref={list} className="variants" data-old={isOld || undefined} aria-busy={isOld}>
        {variants.map((one) => (
          <VariantCell key={`${one.variant} ${one.key}`} variant={one} onShow={onShow} />
        ))}
      </ul>
      {pinned && <PinnedVariant pinned={pinned} withLabels={withLabels} onUnpin={unpin} />}
      <LargeView {...{ variants, withLabels, onShow, pinning }} {...props} onFocus={focus} />
    </>
  );
}

/** Of the columns of a list. */
function useSide(list: RefObject<Element | null>, onSide: (side: number) => void): void {
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const width = parseFloat(getComputedStyle(list.current!).gridTemplateColumns);
      if (width > 0) onSide(SIDES * Math.ceil((width * devicePixelRatio) / SIDES));
    });
    observer.observe(list.current!);
    return () => {
      observer.disconnect();
    };
  }, [list, onSide]);
}

interface VariantCellProps {
  readonly variant: PreviewedVariant;
  readonly onShow: (key: string) => void;
}

/** While variants come one by one, those that stay are not rendered again. */
const VariantCell = memo(function VariantCell({ variant, onShow }: VariantCellProps) {
  const { key, picture } = variant;
  return (
    <li>
      <Button
        className="variant"
        onPress={() => {
          onShow(key);
        }}
      >
        <span className="picture">
          <img src={picture} alt={`The picture ${key}`} draggable={false} />
        </span>
        <span className="name">
          {variant.variant === 0 ? `${shortName(key)} (the image)` : shortName(key)}
        </span>
        <span className="facts">{describeObjects(variant)}</span>
      </Button>
    </li>
  );
});

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
