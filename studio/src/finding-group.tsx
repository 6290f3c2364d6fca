import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { FindingGroup } from '../../src/inspection/report-parts.js';
import type { Finding } from '../../src/inspection/report.js';
import type { ImageFilter } from '../../src/studio/protocol.js';
import { usePicture } from './hooks.js';
import { SideBySide } from './side-by-side.js';
import { shortName } from './short-name.js';

/** Findings of a kind that are shown at first, and that each press of the button adds. */
const SHOWN = 5;
/** Images of a finding that are shown; the gallery has all of them. */
const IMAGES_SHOWN = 6;
/** Where a filter lists all images of a kind, of which findings name the first. */
const LISTED_BY: Partial<Record<FindingGroup['kind'], ImageFilter>> = {
  'image without labels': { labels: 'none' },
};
/** Side of the square that they fit, in pixels of the image. */
const SIDE = 160;

interface FindingGroupProps {
  readonly group: FindingGroup;
  /** How many images of the input the findings are about. */
  readonly images: number;
  /** The same of one of them. */
  readonly imagesOf: (finding: Finding) => number;
  /** Keys of which there is no picture. */
  readonly withoutPicture: ReadonlySet<string>;
  readonly onOpen: (key: string) => void;
  readonly onFilter: (filter: ImageFilter) => void;
}

/** All findings of one kind, with the images concerned and what to do. */
export function GroupOfFindings({ group, images, imagesOf, ...props }: FindingGroupProps) {
  const { onFilter } = props;
  const { kind, severity, title, remedy, count, findings } = group;
  const [shown, setShown] = useState(SHOWN);
  const filter = LISTED_BY[kind];
  const listed = filter ? findings.reduce((sum, finding) => sum + finding.count, 0) : images;
  const more = Math.min(findings.length, shown) < count;
  return (
    <section className="finding-group" data-severity={severity} aria-label={kind}>
      <div className="bar">
        <h3>
          {kind}: {count.toLocaleString('en')} <span className="severity">{severity}</span>
        </h3>
        {listed > 0 && (
          <Button
            onPress={() => {
              onFilter(filter ?? { finding: kind });
            }}
          >
            {listed === 1 ? 'Show the image' : `Show the ${listed.toLocaleString('en')} images`}
          </Button>
        )}
      </div>
      <p>{title}</p>
      <p className="facts">To do: {remedy}.</p>
      <ul>
        {findings.slice(0, shown).map((finding, i) => (
          <OneFinding
            key={`${i} ${finding.detail}`}
            {...{ finding, ...props }}
            images={imagesOf(finding)}
            areCopies={group.areCopies}
            isAlone={findings.length === 1}
          />
        ))}
      </ul>
      {more && (
        <div className="bar">
          {shown < findings.length && (
            <Button
              onPress={() => {
                setShown(shown + 4 * SHOWN);
              }}
            >
              Show more
            </Button>
          )}
          <p className="facts">
            {Math.min(findings.length, shown)} of {count.toLocaleString('en')}
            {shown >= findings.length && '; augment inspect tells more of them'}
          </p>
        </div>
      )}
    </section>
  );
}

interface OneFindingProps extends Omit<FindingGroupProps, 'group' | 'imagesOf'> {
  readonly finding: Finding;
  readonly areCopies: boolean;
  /** Whether it is the only one of its kind, which leads to the same images. */
  readonly isAlone: boolean;
}

function OneFinding({
  finding,
  images: total,
  areCopies,
  isAlone,
  withoutPicture,
  onOpen,
  onFilter,
}: OneFindingProps) {
  const { kind, images, detail } = finding;
  const pictured = images.filter((key) => !withoutPicture.has(key));
  const named = images.filter((key) => withoutPicture.has(key));
  const [first] = images;
  return (
    <li>
      {named.map((key) => (
        <p key={key} className="name">
          {key}
        </p>
      ))}
      <p>{detail}</p>
      {pictured.length > 0 && (
        <div className="shots">
          {pictured.slice(0, IMAGES_SHOWN).map((key) => (
            <Shot
              key={key}
              image={key}
              name={areCopies ? key : shortName(key)}
              onOpen={() => {
                onOpen(key);
              }}
            />
          ))}
        </div>
      )}
      <div className="bar">
        {areCopies && pictured.length > 1 && <SideBySide finding={finding} onOpen={onOpen} />}
        {!isAlone && total > 1 && first !== undefined && (
          <Button
            onPress={() => {
              onFilter({ finding: kind, with: first });
            }}
          >
            Show {total === 2 ? 'both' : `all ${total.toLocaleString('en')}`} in the gallery
          </Button>
        )}
      </div>
    </li>
  );
}

interface ShotProps {
  readonly image: string;
  /** Copies often have one name in several folders. */
  readonly name: string;
  readonly onOpen: () => void;
}

function Shot({ image, name, onOpen }: ShotProps) {
  const query = new URLSearchParams({ key: image, side: String(SIDE) });
  const picture = usePicture(`/thumbnail?${query}`);
  return (
    <Button className="shot" onPress={onOpen} aria-label={`Open ${image}`} data-image={image}>
      <span className="thumbnail">
        {picture.value !== undefined && <img src={picture.value} alt="" draggable={false} />}
        {picture.error !== undefined && <span className="trouble">{picture.error}</span>}
      </span>
      <span className="name" title={image}>
        {name}
      </span>
    </Button>
  );
}
