import { OBJECT_SIZES } from '../../core/inspection/objects.js';
import { FINDING_KINDS } from '../../inspection/kinds.js';
import type { Finding, Report } from '../../inspection/report.js';
import { describeTaken } from '../say.js';
import { bar, heatMap, legend } from './charts.js';
import { html } from './html.js';
import type { Html } from './html.js';
import { STYLE } from './style.js';

/** By it, a later inspection knows that a file is a report, and may be replaced. */
export const REPORT_START =
  '<!doctype html>\n<html lang="en"><head><meta name="generator" content="augment inspect">';

/** Of each list, so that the page stays small; the JSON has all. */
const CLASSES_SHOWN = 200;
const FINDINGS_SHOWN = 50;

/** Small images as data URLs, by key. */
export type Thumbnails = ReadonlyMap<string, string>;

/**
 * A report as one page that needs no other file, no network and no script. The policy in its head allows none, so that not even
 * a name that looks like HTML could bring one.
 */
export function reportPage(report: Report, thumbnails: Thumbnails): string {
  const body = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${report.input}: inspection</title><style>`.text;
  const content = html`<h1>${report.input}</h1>
    ${facts(report)} ${findings(report, thumbnails)} ${splits(report)} ${classes(report)} ${objects(report)}
    ${sizes(report)} ${recipe(report)} ${balance(report)}`.text;
  return `${REPORT_START}${body}${STYLE}</style></head><body>\n${content}</body></html>\n`;
}

function facts({ images, labels, classes: all, objects: { count }, counts }: Report): Html {
  const number = (severity: Finding['severity']) =>
    counts.filter((one) => one.severity === severity).reduce((sum, one) => sum + one.count, 0);
  const formats = (named: Readonly<Record<string, number>>) => Object.keys(named).join(', ');
  return html`<div class="facts">
    <div class="severe"><b>${number('severe')}</b>severe findings</div>
    <div class="note"><b>${number('note')}</b>notes</div>
    <div><b>${images.count}</b>images <span class="soft">${formats(images.formats)}</span></div>
    <div><b>${images.labelled}</b>with labels <span class="soft">${formats(labels)}</span></div>
    <div><b>${count}</b>objects</div>
    <div><b>${all.length}</b>classes</div>
  </div>`;
}

function findings({ counts, findings: all, comparison }: Report, thumbnails: Thumbnails): Html {
  const kinds = counts.map(({ kind, severity, count }) => {
    const { title, remedy } = FINDING_KINDS[kind];
    const shown = all.filter((finding) => finding.kind === kind).slice(0, FINDINGS_SHOWN);
    const more = count - shown.length;
    return html`<section class="kind ${severity}">
      <h3>${kind}: ${count}</h3>
      <p>${title}. <span class="soft">To do: ${remedy}.</span></p>
      <ul>
        ${shown.map((finding) => describe(finding, thumbnails))}
      </ul>
      ${more > 0 ? html`<p class="soft">and ${more} more</p>` : undefined}
    </section>`;
  });
  return html`<h2>Findings</h2>
    ${kinds.length > 0 ? kinds : html`<p>Nothing was found.</p>`}
    <p class="soft">
      ${comparison.contents} images compared by their bytes, ${comparison.hashes} by what they show: nearly
      the same up to a distance of ${comparison.distance} of 256.
    </p>`;
}

function describe({ images, count, detail }: Finding, thumbnails: Thumbnails): Html {
  const shots = images.flatMap((key) => {
    const source = thumbnails.get(key);
    return source === undefined
      ? []
      : html`<figure>
          <img src="${source}" alt="" />
          <figcaption>${key}</figcaption>
        </figure>`;
  });
  const others = images.filter((key) => !thumbnails.has(key));
  const names = [...others, ...(count > images.length ? [`… (${count})`] : [])].join(', ');
  return html`<li>
    <div class="shots">${shots}</div>
    ${names === '' ? undefined : html`<div>${names}</div>`}
    <div class="soft">${detail}</div>
  </li>`;
}

function splits({ splits: all }: Report): Html | undefined {
  if (all.length === 0) return undefined;
  const most = largest(all.map(({ images }) => images));
  const rows = all.map(
    ({ name, images, objects: number }) =>
      html`<tr>
        <td>${name || 'in none'}</td>
        <td>${images}</td>
        <td>${number}</td>
        <td class="wide">${bar([{ name: 'images', value: images }], most)}</td>
      </tr>`,
  );
  return table('Splits', ['split', 'images', 'objects', ''], rows);
}

function classes({ classes: all, splits: inAll, objects: { count } }: Report): Html | undefined {
  if (all.length === 0) return undefined;
  const names = inAll.flatMap(({ name }) => (name === '' ? [] : name));
  const ordered = all.toSorted((a, b) => b.objects - a.objects || b.images - a.images);
  const shown = ordered.slice(0, CLASSES_SHOWN);
  const most = largest(shown.map((one) => (count > 0 ? one.objects : one.images)));
  const rows = shown.map((one) => {
    const sized = OBJECT_SIZES.map((name) => ({ name, value: one.sizes[name] }));
    const other = one.objects - sized.reduce((sum, { value }) => sum + value, 0);
    const parts =
      count > 0 ? [...sized, { name: 'other', value: other }] : [{ name: 'images', value: one.images }];
    const inSplits = names.map((name) => {
      const found = one.splits[name];
      return html`<td>${(count > 0 ? found?.objects : found?.images) ?? 0}</td>`;
    });
    return html`<tr>
      <td>${one.name}</td>
      <td>${one.images}</td>
      <td>${one.objects}</td>
      ${inSplits}
      <td class="wide">${bar(parts, most)}</td>
    </tr>`;
  });
  const more = all.length - shown.length;
  return html`${table('Classes', ['class', 'images', 'objects', ...names, ''], rows)}
  ${count > 0 ? legend(OBJECT_SIZES) : undefined}
  ${more > 0 ? html`<p class="soft">and ${more} more</p>` : undefined}`;
}

function objects({
  objects: { count, sizes: bySize },
  heatMap: { counts, columns },
}: Report): Html | undefined {
  if (count === 0) return undefined;
  return html`<h2>Objects</h2>
    <p>
      ${count} objects: ${OBJECT_SIZES.map((name) => `${bySize[name]} ${name}`).join(', ')}
      <span class="soft">(less than 32², less than 96² pixels, and more)</span>. Where the centres of their
      boxes lie, in shares of the image:
    </p>
    ${heatMap(counts, columns)}`;
}

function sizes({ sizes: found }: Report): Html | undefined {
  if (!found) return undefined;
  const { smallest, largest: last, distinct, common } = found;
  const most = largest(common.map(({ images }) => images));
  const rows = common.map(
    ({ width, height, images }) =>
      html`<tr>
        <td>${width} × ${height}</td>
        <td>${images}</td>
        <td class="wide">${bar([{ name: 'images', value: images }], most)}</td>
      </tr>`,
  );
  return html`${table('Sizes', ['pixels', 'images', ''], rows)}
    <p class="soft">
      ${distinct} different, from ${smallest.width} × ${smallest.height} to ${last.width} × ${last.height}
    </p>`;
}

function recipe({ recipe: effects }: Report): Html | undefined {
  if (!effects) return undefined;
  const most = largest(effects.classes.map((one) => one.objects));
  const rows = effects.classes.map(({ name, objects: number, clipped, dropped, losses }) => {
    const parts = [
      { name: 'kept', value: number - dropped - clipped },
      { name: 'partly', value: clipped },
      { name: 'dropped', value: dropped },
    ];
    const by = losses.map((loss) => `${loss.step} (${describeTaken(loss)})`).join(', ');
    return html`<tr>
      <td>${name}</td>
      <td>${number}</td>
      <td>${clipped}</td>
      <td>${dropped}</td>
      <td class="wide">${bar(parts, most)}</td>
      <td class="words">${by}</td>
    </tr>`;
  });
  return html`${table(`What ${effects.from} does`, ['class', 'in variants', 'in part', 'dropped', '', ''], rows)}
  ${legend(['kept', 'partly', 'dropped'])}`;
}

function balance({ balance: found }: Report): Html | undefined {
  if (!found) return undefined;
  const { to, ratio, most: limit } = found.rules;
  const most = largest(found.classes.map(({ after }) => after));
  const rows = found.classes.map(({ name, before, after, target }) => {
    const parts = [
      { name: 'before', value: before },
      { name: 'added', value: after - before },
    ];
    return html`<tr>
      <td>${name}</td>
      <td>${before}</td>
      <td>${after}</td>
      <td>${target}</td>
      <td class="wide">${bar(parts, most)}</td>
    </tr>`;
  });
  const rule = to === undefined ? `ratio: ${ratio ?? 1}` : `to: ${to}`;
  return html`${table('What balancing gives', ['class', 'objects', 'balanced', 'wanted', ''], rows)}
    ${legend(['before', 'added'])}
    <p class="soft">With balance: { ${rule}, most: ${limit} }, ${found.images} images get more variants.</p>`;
}

function table(title: string, head: readonly string[], rows: readonly Html[]): Html {
  return html`<h2>${title}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${head.map((text) => html`<th>${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
