import { ToggleButton } from 'react-aria-components';
import type { LostObject } from '../../src/studio/large-protocol.js';
import type { PreviewedVariant } from '../../src/studio/protocol.js';
import { drawnValues } from './drawn-values.js';
import { pathBehind } from './variant-paths.js';
import { VariantPicture } from './variant-picture.js';

interface VariantStepsProps {
  readonly variant: PreviewedVariant;
  readonly withLabels: boolean;
  readonly lost: readonly LostObject[];
  /** How many steps the large picture shows. */
  readonly shown: number;
  readonly onShow: (steps: number) => void;
}

/** The steps of a variant one after the other: the picture behind each, and the values that were drawn for it. */
export function VariantSteps({ variant, withLabels, lost, shown, onShow }: VariantStepsProps) {
  if (variant.steps.length === 0) return <p>None: it is the image as it is.</p>;
  return (
    <ol className="made-by">
      {variant.steps.map(({ path, sampled }, i) => (
        <li key={path}>
          <ToggleButton
            className="behind"
            isSelected={shown === i + 1}
            onChange={() => {
              onShow(i + 1);
            }}
            aria-label={`The picture behind step ${i + 1}, ${path}`}
          >
            <VariantPicture path={pathBehind(variant, i + 1, withLabels)} name="" />
          </ToggleButton>
          <div>
            <p className="step-name">
              {i + 1}. {path}
            </p>
            <DrawnValues of={path} sampled={sampled} />
            <p className="facts">{describeLost(lost.filter(({ step }) => step === path))}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

type Sampled = PreviewedVariant['steps'][number]['sampled'];

function DrawnValues({ of, sampled }: { of: string; sampled: Sampled }) {
  const values = drawnValues(sampled);
  if (values.length === 0) return <p className="facts">nothing is drawn</p>;
  return (
    <table className="drawn" aria-label={`Values drawn for ${of}`}>
      <tbody>
        {values.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function describeLost(lost: readonly LostObject[]): string {
  const dropped = lost.filter(({ isDropped }) => isDropped).length;
  const part = lost.length - dropped;
  return [
    ...(dropped > 0 ? [`${dropped} dropped here`] : []),
    ...(part > 0 ? [`${part} in part from here`] : []),
  ].join(', ');
}
