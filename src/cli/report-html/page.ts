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
} from '../../inspection/report-parts.js';
import type { FindingGroup, ReportTable } from '../../inspection/report-parts.js';
import type { Finding, Report } from '../../inspection/report.js';
import { bar, heatMap, legend } from './charts.js';
import { html } from './html.js';
import type { Html } from './html.js';
import { STYLE } from './style.js';

/** By it, a later inspection knows that a file is a report, and may be replaced. */
export const REPORT_START =
  '<!doctype html>\n<html lang="en"><head><meta name="generator" content="augment inspect">';

/** Of each kind, so that the page stays small; the JSON has more. */
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
    ${facts(report)} ${findings(report, thumbnails)} ${table(splitsTable(report))}
    ${table(classesTable(report))} ${objects(report)} ${table(sizesTable(report))}
    ${table(effectsTable(report))} ${table(balanceTable(report))}`.text;
  return `${REPORT_START}${body}${STYLE}</style></head><body>\n${content}</body></html>\n`;
}

function facts(report: Report): Html {
  const tiles = reportFacts(report).map(
    ({ value, name, about, severity }) =>
      html`<div class="${severity ?? ''}">
        <b>${value}</b>${name} ${about === undefined ? undefined : html`<span class="soft">${about}</span>`}
      </div>`,
  );
  return html`<div class="facts">${tiles}</div>`;
}

function findings(report: Report, thumbnails: Thumbnails): Html {
  const groups = groupFindings(report).map((group) => describeGroup(group, thumbnails));
  return html`<h2>Findings</h2>
    ${groups.length > 0 ? groups : html`<p>Nothing was found.</p>`}
    <p class="soft">${describeComparison(report)}</p>`;
}

function describeGroup(
  { kind, severity, title, remedy, count, findings: all }: FindingGroup,
  thumbnails: Thumbnails,
): Html {
  const shown = all.slice(0, FINDINGS_SHOWN);
  const more = count - shown.length;
  return html`<section class="kind ${severity}">
    <h3>${kind}: ${count}</h3>
    <p>${title}. <span class="soft">To do: ${remedy}.</span></p>
    <ul>
      ${shown.map((finding) => describe(finding, thumbnails))}
    </ul>
    ${more > 0 ? html`<p class="soft">and ${more} more</p>` : undefined}
  </section>`;
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

function objects(report: Report): Html | undefined {
  const described = describeObjectSizes(report);
  if (described === undefined) return undefined;
  return html`<h2>Objects</h2>
    <p>${described}</p>
    ${heatMap(report.heatMap)}`;
}

function table(shown: ReportTable | undefined): Html | undefined {
  if (!shown) return undefined;
  const { title, head, rows, whole, legend: names, note } = shown;
  const hasWords = rows.some(({ words }) => words !== undefined);
  const columns = [...head, '', ...(hasWords ? [''] : [])];
  return html`<h2>${title}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${columns.map((text) => html`<th>${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ cells, parts, words }) =>
              html`<tr>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
                <td class="wide">${bar(parts, whole)}</td>
                ${hasWords ? html`<td class="words">${words}</td>` : undefined}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${names.length > 0 ? legend(names) : undefined}
    ${note === undefined ? undefined : html`<p class="soft">${note}</p>`}`;
}
