import { describe, expect, it } from 'vitest';
import type { AugmentOnDemandProps } from './props.js';
import { deploy, Synthesised } from './testing/deployment.js';
import { both, built } from './testing/stacks.js';

const announcementOf = (template: Synthesised) => template.ofType('AWS::CloudFormation::CustomResource')[0]!;

function told(props: Partial<AugmentOnDemandProps>): unknown {
  return announcementOf(new Synthesised(deploy(built, () => props))).Properties;
}

describe('the announcement of a deployment', () => {
  it.each(both)('%s comes after both functions, and does not wait for an hour', (_, template) => {
    const announcement = announcementOf(template);
    expect(announcement.Properties).toMatchObject({
      ServiceToken: template.arn('Announcer'),
      ServiceTimeout: '120',
    });
    expect(announcement.DependsOn).toEqual(
      expect.arrayContaining([template.id('Function'), template.id('Reconciler')]),
    );
  });

  it('is repeated for another recipe, other code and other settings, and for nothing else', () => {
    const recipe = built.write('announced.yaml', 'transforms: [VerticalFlip]\n');
    const before = told({ recipe });
    expect(told({ recipe, maxConcurrency: 20 })).toEqual(before);
    expect(told({ recipe, inputPrefix: 'others/' })).not.toEqual(before);
    built.write('announced.yaml', 'transforms: [HorizontalFlip]\n');
    const after = told({ recipe });
    expect(after).not.toEqual(before);
    built.write('lambda/handler.mjs', 'export const augment = () => 1, reconcile = augment;\n');
    expect(told({ recipe })).not.toEqual(after);
  });
});
