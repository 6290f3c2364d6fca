import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { chooseLocations } from './locations.js';

const stack = new Stack();
const images = s3.Bucket.fromBucketName(stack, 'Images', 'images');
const imagesAgain = s3.Bucket.fromBucketName(stack, 'ImagesAgain', 'images');
const made = s3.Bucket.fromBucketName(stack, 'Made', 'made');
const choose = (inputPrefix: string, outputPrefix: string, outputBucket = images) =>
  chooseLocations({ bucket: images, outputBucket, inputPrefix, outputPrefix });

describe('locations', () => {
  it('have the state beside the output, never in it', () => {
    const { output, state } = choose('in/', 'sets/out/');
    expect([output.prefix, state.prefix]).toEqual(['sets/out/', 'sets/out.augment/']);
    expect(output.url).toBe('s3://images/sets/out');
  });

  it.each([
    ['images/', 'images/'],
    ['images/', 'images/augmented/'],
    ['out/images/', 'out/'],
    ['out.augment/', 'out/'],
    ['out.augment/images/', 'out/'],
  ])('refuse inputs in %s with outputs in %s', (input, output) => {
    expect(() => choose(input, output)).toThrow('so they would be augmented again');
    expect(() => choose(input, output, imagesAgain)).toThrow('in the same bucket');
    expect(() => choose(input, output, made)).not.toThrow();
  });

  it.each([
    ['images/', 'images-augmented/'],
    ['a/images/', 'a/out/'],
  ])('take %s and %s, which do not contain each other', (input, output) => {
    expect(() => choose(input, output)).not.toThrow();
  });

  it.each(['', '/', 'images', '/images/', 'a//b/', 'raw*/', 'a?/', '${x}/', 'ä/'])(
    'refuse the prefix "%s"',
    (prefix) => {
      expect(() => choose(prefix, 'out/')).toThrow(/^inputPrefix .*: a prefix ends in/);
      expect(() => choose('in/', prefix)).toThrow(/^outputPrefix .*: a prefix ends in/);
    },
  );
});
