import { Hono } from 'hono';
import * as z from 'zod';
import type { Recipe } from '../core/recipe/schema.js';
import type { Dataset } from '../dataset/source.js';
import { KIND_NAMES } from '../inspection/kinds.js';
import type { FindingKind } from '../inspection/kinds.js';
import type { Report } from '../inspection/report.js';
import type { Inspecting } from './inspecting.js';
import type { OpenedInput } from './opened.js';
import type { Inspected } from './protocol.js';

/** Findings of a kind that the page gets. Lists of images are chosen by all that the report kept. */
const FINDINGS_SENT = 100;

/** Kinds whose images cannot be shown. */
const NOT_SHOWN: readonly FindingKind[] = ['unusable image', 'unreadable labels'];

const startBody = z.object({ recipe: z.string().max(1_000_000).exactOptional() });

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
    if (!found) return context.json({ message: 'nothing was inspected yet' }, 404);
    const { dataset } = await opened.understood(await understanding());
    const report = shorten(found.report);
    return context.json({
      report,
      withoutPicture: namedWithoutPicture(report, dataset),
      findings: imagesByFinding(found.report, dataset),
      ...(found.text !== undefined && { recipe: found.text }),
    } satisfies Inspected);
  });

  return api;
}

function shorten(report: Report): Report {
  const { findings } = report;
  return {
    ...report,
    findings: KIND_NAMES.flatMap((kind) =>
      findings.filter((finding) => finding.kind === kind).slice(0, FINDINGS_SENT),
    ),
  };
}

function imagesByFinding(
  { counts, findings }: Report,
  { sources, failures }: Dataset,
): Inspected['findings'] {
  const images = new Set([...sources, ...failures].map(({ key }) => key));
  return counts.flatMap(({ kind }) => {
    const named = findings.filter((finding) => finding.kind === kind).flatMap((finding) => finding.images);
    const { size } = new Set(named.filter((key) => images.has(key)));
    return size > 0 ? [{ kind, images: size }] : [];
  });
}

function namedWithoutPicture({ findings }: Report, { sources }: Dataset): string[] {
  const images = new Set(sources.map(({ key }) => key));
  for (const { kind, images: named } of findings)
    if (NOT_SHOWN.includes(kind)) for (const key of named) images.delete(key);
  const named = new Set(findings.flatMap((finding) => finding.images));
  return [...named].filter((key) => !images.has(key));
}
