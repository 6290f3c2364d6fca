import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AugmentOnDemand } from '../augment-on-demand.js';
import type { AugmentOnDemandProps } from '../props.js';

const CDK_JSON = fileURLToPath(new URL('../../../cdk.json', import.meta.url));
const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8')) as { context: Record<string, unknown> };

/** CDK's own validation takes seconds for each template. test/aws/template.test.ts runs it. */
process.env['CDK_VALIDATION'] = 'false';

/** Replaces what `npm run build` and `bash-scripts/build-layer.sh` make: CDK needs only names and hashes. */
export class Built {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'augment-cdk-'));
  readonly codeDir = path.join(this.folder, 'lambda');
  readonly layerZip = path.join(this.folder, 'layer_content.zip');

  constructor() {
    mkdirSync(this.codeDir);
    writeFileSync(
      path.join(this.codeDir, 'handler.mjs'),
      'export const augment = () => {}, reconcile = augment;\n',
    );
    writeFileSync(path.join(this.codeDir, 'announce.mjs'), 'export const announce = () => {};\n');
    // An empty zip file consists of its end record only.
    writeFileSync(this.layerZip, Buffer.from('504b0506'.padEnd(44, '0'), 'hex'));
  }

  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Deployment {
  readonly app: App;
  readonly stack: Stack;
  readonly augment: AugmentOnDemand;
}

/** Makes an app with the feature flags of cdk.json. It needs no account. */
export function deploy(
  built: Built,
  propsOf: (stack: Stack) => Partial<AugmentOnDemandProps> = () => ({}),
): Deployment {
  const app = new App({
    context: { ...context, 'aws:cdk:disable-stack-trace': true },
    outdir: mkdtempSync(path.join(built.folder, 'cdk.out-')),
  });
  const stack = new Stack(app, 'Stack');
  const { codeDir, layerZip } = built;
  return {
    app,
    stack,
    augment: new AugmentOnDemand(stack, 'Augment', { codeDir, layerZip, ...propsOf(stack) }),
  };
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

/** A template whose resources are found by the ids of their constructs. */
export class Synthesised {
  readonly resources: Readonly<Record<string, Resource>>;

  constructor({ stack }: Deployment) {
    const template = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
    this.resources = template.Resources;
  }

  ofType(type: string): Resource[] {
    return Object.values(this.resources).filter((resource) => resource.Type === type);
  }

  /** @param id a child of the construct: `Queue` */
  id(id: string): string {
    const ids = Object.keys(this.resources).filter((name) =>
      new RegExp(`^Augment${id}[0-9A-F]{8}$`).test(name),
    );
    if (ids.length !== 1) throw new Error(`${id}: ${ids.join(', ') || 'none'}`);
    return ids[0]!;
  }

  get(id: string): Resource {
    return this.resources[this.id(id)]!;
  }

  properties(id: string): unknown {
    return this.get(id).Properties;
  }

  arn(id: string) {
    return { 'Fn::GetAtt': [this.id(id), 'Arn'] };
  }
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
