import { ToggleButton } from 'react-aria-components';
import type { LostObject } from '../../src/studio/large-protocol.js';

const REASONS: Readonly<Record<string, string>> = {
  outside: 'nothing of it is in the picture any more',
  hidden: 'it is covered',
  empty: 'it has no extent',
  min_visibility: 'less of it can be seen than labels.min_visibility asks for',
  min_area: 'it is smaller than labels.min_area asks for',
  min_width: 'it is narrower than labels.min_width asks for',
  min_height: 'it is lower than labels.min_height asks for',
};

interface LostObjectsProps {
  readonly objects: readonly LostObject[];
  readonly selected: number | undefined;
  readonly onSelect: (index: number | undefined) => void;
}

/** Each object that the variant lacks or shows in part, why, and by which step; its place can be shown in the image. */
export function LostObjects({ objects, selected, onSelect }: LostObjectsProps) {
  if (objects.length === 0) return null;
  return (
    <div className="wide">
      <table className="lost">
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col">Why</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {objects.map((object, i) => (
            <tr key={i}>
              <td>
                {object.outlines.length > 0 ? (
                  <ToggleButton
                    isSelected={i === selected}
                    onChange={(isSelected) => {
                      onSelect(isSelected ? i : undefined);
                    }}
                    aria-label={`Show ${i + 1} ${object.class} in the image`}
                  >
                    {i + 1} {object.class}
                  </ToggleButton>
                ) : (
                  `${i + 1} ${object.class}`
                )}
              </td>
              <td>{`${fateOf(object)}: ${reasonFor(object)}`}</td>
              <td>{object.step === '' ? 'no step' : object.step}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function fateOf({ isDropped, isCovered }: LostObject): string {
  if (isDropped) return 'dropped';
  return isCovered ? 'covered' : 'clipped';
}

function reasonFor({ isDropped, isCovered, reason, step }: LostObject): string {
  if (!isDropped) return isCovered ? 'a part of it is hidden' : 'a part of it is cut off';
  if (step === 'labels.write') return 'the label format cannot hold it';
  if (reason === undefined) return 'nothing of it is left where images are mixed';
  return REASONS[reason] ?? reason;
}
