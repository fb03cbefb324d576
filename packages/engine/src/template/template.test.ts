import { describe, expect, it } from 'vitest';
import { evaluateTemplate, parameterDefaults, TemplateError } from './evaluate-template.ts';
import { parseTemplate } from './parse-template.ts';

function evaluate(text: string, parameters: Record<string, string> = {}) {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return evaluateTemplate(parsed.template, {
    parameters: { ...parameterDefaults(parsed.template), ...parameters },
    pseudoParameters: { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '123456789012' },
    reference: (name) => `ref-${name}`,
    attribute: (name, attribute) => `${name}:${attribute}`,
  });
}

const TEMPLATE = `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Stage: { Type: String, Default: prod }
  Zones: { Type: CommaDelimitedList, Default: "a, b" }
Mappings:
  Sizes: { prod: { size: LARGE } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [Condition: IsProd]
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Gone: { Type: AWS::S3::Bucket, Condition: IsTest }
  Thing:
    Type: X::Y
    Properties:
      A: !Sub "\${AWS::Region}-\${Stage}-\${Bucket.Arn}-\${!literal}"
      B: !GetAtt Bucket.Arn
      C: !Join ["/", [!Ref Bucket, x]]
      D: !If [IsTest, 1, !Ref AWS::NoValue]
      E: !Select [1, !Ref Zones]
      F: !FindInMap [Sizes, !Ref Stage, size]
      G: !Sub ["\${Q}!", { Q: !Ref Stage }]
      H: [1, !Ref AWS::NoValue, true]
`;

describe('a template', () => {
  it('is evaluated with its parameters, conditions and functions', () => {
    const resources = evaluate(TEMPLATE);
    expect(Object.keys(resources)).toEqual(['Bucket', 'Thing']);
    expect(resources.Thing?.properties).toEqual({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what Fn::Sub leaves of a literal
      A: 'eu-west-1-prod-Bucket:Arn-${literal}',
      B: 'Bucket:Arn',
      C: 'ref-Bucket/x',
      E: 'b',
      F: 'LARGE',
      G: 'prod!',
      H: [1, true],
    });
  });

  it('follows a given parameter', () => {
    expect(evaluate(TEMPLATE.replace('LARGE } }', 'LARGE }, dev: { size: S } }'), { Stage: 'dev' }).Gone).toBeDefined();
  });

  it.each([
    ['!Ref Nothing', /unresolved reference to Nothing/],
    ['!GetAtt Nothing.Arn', /undefined resource Nothing/],
    ['!FindInMap [Sizes, x, size]', /Mapping named 'Sizes' is not present/],
    ['!ImportValue a', /Fn::ImportValue is not evaluated here yet/],
  ])('says what it cannot evaluate: %s', (expression, message) => {
    const text = `Resources: { T: { Type: X::Y, Properties: { A: ${expression} } } }`;
    expect(() => evaluate(text)).toThrow(TemplateError);
    expect(() => evaluate(text)).toThrow(message);
  });

  it('reports broken YAML and a resource without a type with line and column', () => {
    expect(parseTemplate('Resources:\n  A: {')).toMatchObject({ ok: false, problems: [{ line: 2 }] });
    expect(parseTemplate('Resources:\n  A: {}\n')).toMatchObject({ ok: false, problems: [{ line: 2, column: 3 }] });
    expect(parseTemplate('a: 1')).toMatchObject({ ok: false });
  });
});
