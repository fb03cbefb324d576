import { describe, expect, it } from 'vitest';
import { readParameterOverrides } from './parameter-overrides.ts';

const read = (value: unknown) => readParameterOverrides(JSON.stringify(value));

describe('ParameterOverrides', () => {
  it('are texts, what JSON has for them, and the two functions of pipelines', () => {
    expect(
      read({
        ...{ Text: 'a', Number: 3, Boolean: true, Empty: '' },
        Bucket: { 'Fn::GetArtifactAtt': ['Code', 'BucketName'] },
        Version: { 'Fn::GetParam': ['Built', 'out/stack.json', 'Version'] },
      }),
    ).toEqual({
      ok: true,
      overrides: {
        Text: { from: 'text', text: 'a' },
        Number: { from: 'text', text: '3' },
        Boolean: { from: 'text', text: 'true' },
        Empty: { from: 'text', text: '' },
        Bucket: { from: 'artifact', artifact: 'Code', attribute: 'BucketName' },
        Version: { from: 'file', artifact: 'Built', path: 'out/stack.json', key: 'Version' },
      },
    });
  });

  it.each([
    ['{', 'ParameterOverrides is not a JSON object'],
    ['[]', 'ParameterOverrides is not a JSON object'],
    [JSON.stringify({ A: 'x'.repeat(1_020) }), 'ParameterOverrides is larger than 1024 bytes'],
  ])('cannot be %s', (text, problem) => {
    expect(readParameterOverrides(text)).toEqual({ ok: false, problem });
  });

  it.each([
    [null, 'is neither a text nor a function'],
    [['a'], 'is neither a text nor a function'],
    [{ 'Fn::GetParam': [], Ref: 'x' }, 'is neither a text nor a function'],
    [{ Ref: 'x' }, 'has Ref, and only Fn::GetArtifactAtt and Fn::GetParam can be used'],
    [{ 'Fn::GetArtifactAtt': ['Code', 'Size'] }, /^must be .* one of BucketName, ObjectKey, URL$/],
    [{ 'Fn::GetArtifactAtt': 'Code.URL' }, /^must be/],
    [{ 'Fn::GetParam': ['Code', 'x.json'] }, 'must be {"Fn::GetParam": [artifact, file, key]}'],
    [{ 'Fn::GetParam': ['Code', '../x.json', 'A'] }, /^is wrong: Fn::GetParam must be the path of a file inside/],
  ])('cannot have %j as a value', (value, problem) => {
    const told = read({ A: value });
    const text = told.ok ? '' : told.problem.replace('ParameterOverrides: the value of A ', '');
    expect(text).toMatch(problem);
  });
});
