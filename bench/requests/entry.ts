// What is measured, in one bundle: it is part of the functions, and of no package.
export { reconcileBatch } from '../../lambda/reconcile-batch.js';
export { isReconciliationDue, mayBeByRanges } from '../../lambda/pace.js';
export { reconcile } from '../../src/jobs/reconcile.js';
export { reconcileByRanges } from '../../src/jobs/reconcile-ranges.js';
export { exchangeIndexRoot, NO_INDEX, readIndexRoot, writeIndexPart } from '../../src/state/index-files.js';
export { changeTotals } from '../../src/state/index-totals.js';
export { summariseRecord } from '../../src/state/record.js';
export { encodeChanged } from '../../src/triggers/reconcile-requests.js';
