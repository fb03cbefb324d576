import { describe, expect, it, test } from 'vitest';
import { isImageMapping, mapImage } from './image-map.ts';

describe('the map of images', () => {
  const mappings = [
    'aws/codebuild/*=builder:any',
    'aws/codebuild/amazonlinux-*:5.0=builder:never',
    'aws/codebuild/standard:7.0=localhost:5000/builder:7',
    'node.js:20=node:20',
    'ove*r*=x',
  ];
  test.each([
    ['aws/codebuild/standard:7.0', 'localhost:5000/builder:7'],
    ['aws/codebuild/standard:8.0', 'builder:any'],
    ['aws/codebuild/amazonlinux-x86_64-standard:5.0', 'builder:any'],
    [
      'public.ecr.aws/codebuild/amazonlinux-x86_64-standard:5.0',
      'public.ecr.aws/codebuild/amazonlinux-x86_64-standard:5.0',
    ],
    ['node.js:20', 'node:20'],
    ['nodexjs:20', 'nodexjs:20'],
    ['a@sha256:00', 'a@sha256:00'],
    ['over', 'x'],
    ['overlap', 'x'],
    ['ovelap', 'ovelap'],
  ])('has for %s %s', (asked, used) => expect(mapImage(asked, mappings)).toBe(used));

  it('is not slow with many stars and a long name', () => {
    const asked = 'a'.repeat(255);
    expect(mapImage(asked, [`${'*a'.repeat(8)}*b=c`])).toBe(asked);
  });

  test.each(['a', '=b', 'a=', 'a=b=c', 'a b=c', 'a=b*'])('cannot hold %s', (text) =>
    expect(isImageMapping(text)).toBe(false),
  );
  it('may hold names with registries, ports and digests', () =>
    expect(isImageMapping('localhost:5000/a/b:1=c@sha256:00')).toBe(true));
});
