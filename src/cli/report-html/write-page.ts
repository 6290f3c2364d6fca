import { readFile, writeFile } from 'node:fs/promises';
import { UsageError } from '../../core/errors.js';
import type { Report } from '../../inspection/report.js';
import { codeOf, reasonOf } from '../../stores/directory/file-errors.js';
import { REPORT_START, reportPage } from './page.js';
import type { Thumbnails } from './page.js';

/**
 * Finds out before the work begins whether a report may be written there.
 * @throws UsageError if the file exists and is no report
 */
export async function requirePageFile(file: string): Promise<void> {
  const present = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new UsageError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  });
  if (present?.startsWith(REPORT_START) === false)
    throw new UsageError(
      `cannot write ${file}: it exists, and is no report of augment inspect; name another file`,
    );
}

/** @throws UsageError if the file cannot be written */
export async function writePage(file: string, report: Report, thumbnails: Thumbnails): Promise<void> {
  await writeFile(file, reportPage(report, thumbnails)).catch((error: unknown) => {
    throw new UsageError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  });
}
