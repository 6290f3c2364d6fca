/** Augment On Demand as a construct for AWS CDK apps. */
export { AugmentOnDemand } from './augment-on-demand.js';
export type { AugmentOnDemandProps } from './props.js';
