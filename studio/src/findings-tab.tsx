import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, Label, ProgressBar } from 'react-aria-components';
import {
  balanceTable,
  classesTable,
  describeComparison,
  describeObjectSizes,
  effectsTable,
  groupFindings,
  reportFacts,
  sizesTable,
  splitsTable,
} from '../../src/inspection/report-parts.js';
import type { Report } from '../../src/inspection/report.js';
import type { ImageFilter, Inspected, InspectionState, Overview } from '../../src/studio/protocol.js';
import { HeatMap } from './charts.js';
import { GroupOfFindings } from './finding-group.js';
import './findings.css';
import { TableOfReport } from './report-table.js';
import type { Inspection } from './use-inspection.js';
import type { EditedText } from './use-recipe.js';

/** So many images are read without being asked: it takes a minute or two. */
const READ_AT_ONCE = 10_000;

interface FindingsTabProps {
  readonly overview: Overview | undefined;
  readonly recipe: EditedText;
  readonly inspection: Inspection;
  readonly onOpen: (key: string) => void;
  readonly onFilter: (filter: ImageFilter) => void;
}

/** What is in the data set, and what is wrong with it. */
export function FindingsTab({ overview, recipe, inspection, onOpen, onFilter }: FindingsTabProps) {
  const { state, found, trouble, start } = inspection;
  const { text } = recipe;
  const place = useRef<HTMLElement>(null);
  const isEmpty = overview?.images === 0;
  const isUnasked = overview !== undefined && !isEmpty && overview.images <= READ_AT_ONCE;
  const isFirst = state?.state === 'none' && trouble === undefined && text !== undefined;
  useEffect(() => {
    if (isFirst && isUnasked) start(text);
    // What is typed meanwhile does not begin another one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isFirst, isUnasked]);
  return (
    <section className="findings">
      <Controls {...{ recipe, inspection, isEmpty }} onPressed={() => place.current?.focus()} />
      {trouble !== undefined && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      {isEmpty && <p className="empty">There are no images to inspect.</p>}
      {state?.state === 'none' && overview && overview.images > READ_AT_ONCE && (
        <p className="empty">
          There are {overview.images.toLocaleString('en')} images. Reading them takes a while, and begins with
          Inspect.
        </p>
      )}
      <section className="found" aria-label="What was found" tabIndex={-1} ref={place}>
        {state && <Progress state={state} />}
        {found && <Found {...{ found, onOpen, onFilter }} />}
      </section>
    </section>
  );
}

interface ControlsProps extends Pick<FindingsTabProps, 'recipe' | 'inspection'> {
  readonly isEmpty: boolean;
  /** Called where the button that was pressed is disabled then, or gone, and would let the focus fall. */
  readonly onPressed: () => void;
}

function Controls({
  recipe: { text },
  inspection: { state, found, trouble, start, cancel },
  isEmpty,
  onPressed,
}: ControlsProps) {
  const isRunning = state?.state === 'running';
  const [isCancelled, setCancelled] = useState(false);
  const isOld = found?.recipe !== undefined && text !== undefined && found.recipe !== text;
  return (
    <div className="bar">
      <Button
        className="main"
        isDisabled={isRunning || isEmpty || text === undefined}
        onPress={() => {
          setCancelled(false);
          start(text);
          onPressed();
        }}
      >
        {found ? 'Inspect again' : 'Inspect'}
      </Button>
      {isRunning && (
        <Button
          isDisabled={isCancelled}
          onPress={() => {
            setCancelled(true);
            cancel();
            onPressed();
          }}
        >
          {isCancelled ? 'Finishing what is under way …' : 'Cancel'}
        </Button>
      )}
      {trouble !== undefined && !isRunning && !isEmpty && (
        <Button
          onPress={() => {
            setCancelled(false);
            start();
            onPressed();
          }}
        >
          Inspect without the recipe
        </Button>
      )}
      <p className="facts">
        {isOld
          ? 'The recipe has changed since; inspect again to see what it does now.'
          : 'Reads every image and every label once, as augment inspect does, and writes nothing.'}
      </p>
    </div>
  );
}

function Progress({ state: { state, done, total, compared = 0, reason } }: { state: InspectionState }) {
  if (state === 'failed')
    return (
      <p className="trouble" role="alert">
        {reason}
      </p>
    );
  if (state === 'cancelled') return <p className="empty">Cancelled: nothing new was found out.</p>;
  if (state !== 'running') return null;
  const isListed = total > 0;
  const isRead = isListed && done === total;
  return (
    <ProgressBar
      value={isRead ? compared : done}
      maxValue={isRead ? 1 : Math.max(1, total)}
      className="progress"
    >
      {({ percentage }) => (
        <>
          <Label>
            {isRead ? 'Comparing the images' : isListed ? 'Reading images and labels' : 'Listing the files'}
          </Label>
          {isListed && !isRead && (
            <span className="facts">
              {done.toLocaleString('en')} of {total.toLocaleString('en')} images
            </span>
          )}
          <div className="rail">
            <div className="fill" style={{ width: `${percentage ?? 0}%` }} />
          </div>
        </>
      )}
    </ProgressBar>
  );
}

interface FoundProps extends Pick<FindingsTabProps, 'onOpen' | 'onFilter'> {
  readonly found: Inspected;
}

function Found({ found: { report, withoutPicture, imagesOf, findings }, onOpen, onFilter }: FoundProps) {
  const unseen = useMemo(() => new Set(withoutPicture), [withoutPicture]);
  const onClass = (name: string) => {
    onFilter({ class: name });
  };
  const groups = groupFindings(report);
  const ofKind = new Map(findings.map(({ kind, images }) => [kind, images]));
  const ofFinding = new Map(report.findings.map((finding, i) => [finding, imagesOf[i] ?? 0]));
  return (
    <>
      <Facts report={report} />
      <section className="report-part">
        <h2>Findings</h2>
        {groups.length === 0 && <p>Nothing was found.</p>}
        {groups.map((group) => (
          <GroupOfFindings
            key={group.kind}
            {...{ group, onOpen, onFilter, withoutPicture: unseen }}
            images={ofKind.get(group.kind) ?? 0}
            imagesOf={(finding) => ofFinding.get(finding) ?? 0}
          />
        ))}
        <p className="facts">{describeComparison(report)}</p>
      </section>
      <TableOfReport table={splitsTable(report)} onClass={onClass} />
      <TableOfReport table={classesTable(report)} onClass={onClass} />
      <Objects report={report} />
      <TableOfReport table={sizesTable(report)} onClass={onClass} />
      <TableOfReport table={effectsTable(report)} onClass={onClass} />
      <TableOfReport table={balanceTable(report)} onClass={onClass} />
    </>
  );
}

function Facts({ report }: { report: Report }) {
  return (
    <ul className="tiles">
      {reportFacts(report).map(({ name, value, about, severity }) => (
        <li key={name} data-severity={severity}>
          <b>{value.toLocaleString('en')}</b> {name}{' '}
          {about !== undefined && <span className="facts">{about}</span>}
        </li>
      ))}
    </ul>
  );
}

function Objects({ report }: { report: Report }) {
  const described = describeObjectSizes(report);
  if (described === undefined) return null;
  return (
    <section className="report-part">
      <h2>Objects</h2>
      <p>{described}</p>
      <HeatMap map={report.heatMap} />
    </section>
  );
}
