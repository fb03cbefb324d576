import { describe, expect, it } from 'vitest';
import { compareTemplates, type EvaluatedTemplate } from './compare-templates.ts';
import { evaluateTemplate, type TemplateSurroundings } from './evaluate-template.ts';
import { evaluateOutputs } from './outputs.ts';
import { parseTemplate, type Template } from './parse-template.ts';
import { brokenRules } from './rules.ts';

const read = (text: string): Template => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.template;
};
const surroundings = (parameters: Record<string, string> = {}): TemplateSurroundings => ({
  parameters,
  pseudoParameters: { 'AWS::Region': 'eu-west-1' },
  reference: (id) => `ref-${id}`,
  attribute: (id, attribute) => `${id}.${attribute}`,
  functions: { 'Fn::ImportValue': (name) => `imported ${String(name)}` },
});
const evaluated = (text: string, parameters?: Record<string, string>): EvaluatedTemplate => {
  const template = read(text);
  return { template, resources: evaluateTemplate(template, surroundings(parameters)) };
};

it('rules are asserted, where their condition holds', () => {
  const template =
    read(`Parameters: { Stage: { Type: String }, Sizes: { Type: CommaDelimitedList }, Version: { Type: String } }
Rules:
  Bootstrap:
    Assertions:
      - { Assert: { "Fn::Not": [{ "Fn::Contains": [["1", "2"], !Ref Version] }] }, AssertDescription: too old }
  Big:
    RuleCondition: !Equals [!Ref Stage, prod]
    Assertions:
      - { Assert: { "Fn::EachMemberIn": [!Ref Sizes, [large, huge]] }, AssertDescription: too small }
Resources: { A: { Type: T } }
`);
  const broken = (Stage: string, Sizes: string, Version: string) =>
    brokenRules(template, surroundings({ Stage, Sizes, Version }));
  expect(broken('test', 'small', '6')).toEqual([]);
  expect(broken('prod', 'large, huge', '6')).toEqual([]);
  expect(broken('prod', 'large,small', '2')).toEqual(['too old', 'too small']);
});

it('outputs are texts, some of them for other stacks', () => {
  const template = read(`Conditions: { No: !Equals [a, b] }
Resources: { A: { Type: T } }
Outputs:
  One: { Value: !GetAtt A.Arn, Description: its ARN, Export: { Name: !Sub "\${AWS::Region}-one" } }
  Two: { Value: !Ref A, Condition: No }
  Three: { Value: !ImportValue other }
`);
  expect(evaluateOutputs(template, surroundings())).toEqual([
    { key: 'One', value: 'A.Arn', description: 'its ARN', exportName: 'eu-west-1-one' },
    { key: 'Three', value: 'imported other' },
  ]);
});

describe('what an update would do', () => {
  const before = evaluated(`Resources:
  Kept: { Type: T, Properties: { a: 1, b: { x: 1, y: 2 } } }
  Changed: { Type: T, Properties: { a: 1, b: 2 } }
  Follows: { Type: T, Properties: { of: !GetAtt Changed.Arn, own: 1 } }
  Gone: { Type: T }
  Other: { Type: T }
`);
  it('is told by resource and property', () => {
    const after = evaluated(`Resources:
  Kept: { Type: T, Properties: { b: { y: 2, x: 1 }, a: 1 } }
  Changed: { Type: T, Properties: { a: 1, b: 3, c: 4 } }
  Follows: { Type: T, Properties: { of: !GetAtt Changed.Arn, own: 1 } }
  New: { Type: T }
  Other: { Type: U }
`);
    expect(compareTemplates(before, after)).toEqual([
      { action: 'Modify', id: 'Changed', type: 'T', properties: ['b', 'c'], dynamic: [] },
      { action: 'Modify', id: 'Follows', type: 'T', properties: [], dynamic: ['of'] },
      { action: 'Remove', id: 'Gone', type: 'T', properties: [], dynamic: [] },
      { action: 'Add', id: 'New', type: 'T', properties: [], dynamic: [] },
      { action: 'Modify', id: 'Other', type: 'U', properties: [], dynamic: [] },
    ]);
  });

  it('is nothing for the same template', () => {
    expect(compareTemplates(before, before)).toEqual([]);
  });
});
