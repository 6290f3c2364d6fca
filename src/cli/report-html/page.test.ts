import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../inspection/report.js';
import { html } from './html.js';
import { reportPage, REPORT_START } from './page.js';

const HOSTILE = `"><img src=x onerror=alert(1)></style><script>alert(2)</script>' & \u202e`;

const finding: Finding = {
  ...{ kind: 'leak', severity: 'severe', images: [HOSTILE, 'b.jpg'], count: 30 },
  ...{ detail: `in ${HOSTILE}`, remedy: HOSTILE },
};
const sizes = { small: 1, medium: 1, large: 0 };
const splitCounts = { objects: 2, images: 1 };

const REPORT: Report = {
  version: 1,
  input: HOSTILE,
  images: { count: 3, labelled: 2, unlabelled: 1, empty: 0, formats: { [HOSTILE]: 3 } },
  labels: { [HOSTILE]: 2 },
  splits: [{ name: HOSTILE, images: 3, objects: 2 }],
  sizes: {
    ...{ smallest: { width: 1, height: 1 }, largest: { width: 2, height: 2 }, distinct: 2 },
    common: [{ width: 1, height: 1, images: 3 }],
  },
  classes: [{ name: HOSTILE, objects: 2, images: 1, sizes, splits: { [HOSTILE]: splitCounts } }],
  classesFrom: 'labels',
  objects: { count: 2, sizes },
  heatMap: { columns: 2, rows: 2, counts: [0, 1, 4, 0] },
  comparison: { distance: 40, contents: 3, hashes: 3 },
  recipe: {
    ...{ from: HOSTILE, kept: 1, clipped: 1, dropped: 1 },
    classes: [
      {
        ...{ name: HOSTILE, objects: 2, clipped: 1, dropped: 1 },
        losses: [{ step: HOSTILE, clipped: 1, dropped: 1, variants: [HOSTILE] }],
      },
    ],
  },
  balance: {
    rules: { ratio: 1, most: 10, by: 'objects' },
    images: 1,
    classes: [{ name: HOSTILE, before: 1, after: 2, target: 2 }],
  },
  counts: [{ kind: 'leak', severity: 'severe', count: 1 }],
  findings: [finding],
};

const TAGS =
  /^<\/?(html|head|meta|title|style|body|h1|h2|h3|p|div|b|span|i|section|ul|li|figure|img|figcaption|table|thead|tbody|tr|th|td|svg|rect)\b/;

describe('the page of a report', () => {
  const page = reportPage(REPORT, new Map([['b.jpg', 'data:image/jpeg;base64,AAAA']]));

  it('shows names as they are, and never as HTML', () => {
    const tags = page.match(/<[^<>]*>/g)!;
    expect(tags.slice(1).filter((tag) => !TAGS.test(tag))).toEqual([]);
    expect(tags.filter((tag) => /\son\w+=/.test(tag))).toEqual([]);
    expect(tags.filter((tag) => tag.startsWith('<img'))).toEqual([
      '<img src="data:image/jpeg;base64,AAAA" alt="" />',
    ]);
    expect(page).toContain('&lt;script&gt;alert(2)&lt;/script&gt;&#39; &amp; \\u{202e}');
    expect(page).not.toContain('\u202e');
  });

  it('needs no script, no network and no other file', () => {
    expect(page.startsWith(REPORT_START)).toBe(true);
    expect(page).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|link|iframe)|url\(|https?:/);
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('draws shares of the widest bar, and the darkest cell where most centres lie', () => {
    expect(page).toMatch(/class="small"\s+x="0.000"\s+width="50.000"/);
    expect(page).toMatch(/class="medium"\s+x="50.000"\s+width="50.000"/);
    expect(page).toContain('<rect x="0" y="1" width="1" height="1" opacity="1.000"');
    expect(page).toContain('<rect x="1" y="0" width="1" height="1" opacity="0.250"');
  });

  it('has no section for what is not there', () => {
    const { sizes: _, recipe: __, balance: ___, ...rest } = REPORT;
    const short = reportPage({ ...rest, splits: [], classes: [], counts: [], findings: [] }, new Map());
    expect(short.match(/<h2>[^<]*/g)).toEqual(['<h2>Findings', '<h2>Objects']);
    expect(short).toContain('Nothing was found.');
  });
});

it('lists and pieces of HTML are joined, and text is escaped once', () => {
  expect(html`<p>${['<', html`<b>${'&'}</b>`, 3, undefined]}</p>`.text).toBe('<p>&lt;<b>&amp;</b>3</p>');
});
