import { Hono } from 'hono';
import * as z from 'zod';
import type { Recipe } from '../core/recipe/schema.js';
import type { Dataset } from '../dataset/source.js';
import type { FindingKind } from '../inspection/kinds.js';
import type { Report } from '../inspection/report.js';
import type { InspectedDataset } from '../jobs/inspect.js';
import type { InspectedBy, Inspecting } from './inspecting.js';
import type { OpenedInput } from './opened.js';
import type { FindingImages, Inspected } from './protocol.js';

/** Findings of a kind that the page gets. Lists of images are chosen by all that the report kept. */
const FINDINGS_SENT = 100;

/** Kinds whose images cannot be shown. */
const NOT_SHOWN: readonly FindingKind[] = ['unusable image', 'unreadable labels'];

/** Images of one finding that the page compares. */
const MOST_COMPARED = 1000;

const NOTHING_YET = { message: 'nothing was inspected yet' };

const findingQuery = z.object({ kind: z.string(), with: z.string().max(1024) });
const startBody = z.object({ recipe: z.string().max(1_000_000).exactOptional() });

type Found = InspectedDataset & Pick<InspectedBy, 'text'>;

interface InspectionParts {
  readonly opened: OpenedInput;
  /** The Recipe by which the input is read where none is given. */
  readonly understanding: () => Promise<Recipe>;
  readonly parse: (text: string) => Promise<Recipe>;
}

/** What the page asks for of the inspection, below `/api/inspection`. */
export function inspectionApi(
  inspecting: Inspecting,
  { opened, understanding, parse }: InspectionParts,
): Hono {
  const api = new Hono();

  api.get('/', (context) => context.json(inspecting.state));

  api.post('/', async (context) => {
    const { recipe: text } = startBody.parse(await context.req.json());
    if (text === undefined) inspecting.start({ recipe: await understanding() });
    else inspecting.start({ recipe: await parse(text), text });
    return context.json(inspecting.state);
  });

  api.delete('/', (context) => {
    inspecting.cancel();
    return context.json(inspecting.state);
  });

  api.get('/report', async (context) => {
    const { found } = inspecting;
    if (!found) return context.json(NOTHING_YET, 404);
    const { dataset } = await opened.understood(await understanding());
    return context.json(inspectedOf(found, dataset) satisfies Inspected);
  });

  api.get('/finding', async (context) => {
    const { kind, with: key } = findingQuery.parse(context.req.query());
    const { found } = inspecting;
    if (!found) return context.json(NOTHING_YET, 404);
    const { dataset } = await opened.understood(await understanding());
    const pictured = picturedKeys(found, dataset);
    const images = inspecting.imagesOf(kind, key).filter((image) => pictured.has(image));
    return context.json({ images: images.slice(0, MOST_COMPARED) } satisfies FindingImages);
  });

  return api;
}

function inspectedOf(found: Found, dataset: Dataset): Inspected {
  const { report, imagesByFinding, text } = found;
  const sent = firstOfEachKind(report);
  const findings = sent.map((index) => report.findings[index]!);
  const pictured = picturedKeys(found, dataset);
  const named = new Set(findings.flatMap((finding) => finding.images));
  const all = new Set([...dataset.sources, ...dataset.failures].map(({ key }) => key));
  const imagesOf = (index: number) => imagesByFinding[index]!.filter((key) => all.has(key));
  return {
    report: { ...report, findings },
    withoutPicture: [...named].filter((key) => !pictured.has(key)),
    imagesOf: sent.map((index) => imagesOf(index).length),
    findings: report.counts.flatMap(({ kind }) => {
      const { size } = new Set(report.findings.flatMap((one, i) => (one.kind === kind ? imagesOf(i) : [])));
      return size > 0 ? [{ kind, images: size }] : [];
    }),
    ...(text !== undefined && { recipe: text }),
  };
}

/** Indices of the findings that the page gets. */
function firstOfEachKind({ findings }: Report): number[] {
  const sent = new Map<FindingKind, number>();
  return findings.flatMap(({ kind }, index) => {
    const before = sent.get(kind) ?? 0;
    sent.set(kind, before + 1);
    return before < FINDINGS_SENT ? [index] : [];
  });
}

/** The images of which there is a picture. */
function picturedKeys({ report, imagesByFinding }: Found, { sources }: Dataset): ReadonlySet<string> {
  const keys = new Set(sources.map(({ key }) => key));
  report.findings.forEach(({ kind }, index) => {
    if (NOT_SHOWN.includes(kind)) for (const key of imagesByFinding[index]!) keys.delete(key);
  });
  return keys;
}
