import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packageTemplate } from './package-template.ts';

const template = readFileSync(new URL('../../../aws-stack/template.yml', import.meta.url), 'utf8');
const parts = { bucket: 'code', functions: 'a.zip', flow: 'b.asl.json' };

describe('packaging the template of the build environments', () => {
  it('writes the objects of the bucket where local files were', () => {
    const packaged = packageTemplate(template, parts);
    const functions = template.match(/Type: AWS::Serverless::Function$/gm) ?? [];
    expect(functions.length).toBeGreaterThan(0);
    expect(packaged.match(/^ +CodeUri: .*$/gm)).toEqual(
      functions.map(() => '      CodeUri: { Bucket: code, Key: a.zip }'),
    );
    expect(packaged.match(/^ +DefinitionUri: .*$/gm)).toEqual([
      '      DefinitionUri: { Bucket: code, Key: b.asl.json }',
    ]);
  });

  it('leaves a template that CloudFormation takes without a bucket', () => {
    expect(Buffer.byteLength(packageTemplate(template, { ...parts, bucket: 'x'.repeat(63) }))).toBeLessThan(51_200);
  });

  it('refuses what it does not understand', () => {
    expect(() => packageTemplate('A:\n  CodeUri: ./dist/functions\n', parts)).toThrow('not known');
  });
});
