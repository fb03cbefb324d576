import { describe, expect, it } from 'vitest';
import { checkTemplate } from './check-template.ts';
import { findCircle, needsOf } from './dependencies.ts';
import { parseTemplate, type Template } from './parse-template.ts';
import { resolveTemplateParameters } from './template-parameters.ts';

const read = (text: string): Template => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.template;
};

describe('a template', () => {
  it('tells all that is wrong with it, and where', () => {
    const template = read(`Parameters:
  Good: { Type: String }
  Bad: {}
Resources:
  A:
    Type: T
    DependsOn: Nobody
    DeletionPolicy: Keep
    Properties: { X: !Ref Nothing, Y: !GetAtt Gone.Arn, Z: { Fn::sub: x } }
  B:
    Type: T
    Condition: Never
    Properties: { X: !If [Whenever, !Ref C, !Ref Good], Y: !Sub "\${AWS::Region} \${C.Arn} \${!literal}" }
  C: { Type: T, DependsOn: [B] }
Outputs:
  O: { Value: !Ref Missing }
  P: { Description: x }
`);
    expect(checkTemplate(template).map(({ message, path = [] }) => `${path.join('/')}: ${message}`)).toEqual([
      'Parameters/Bad: Template format error: Every Parameters object must contain a Type member.',
      'Resources/A/Properties/Y/Fn::GetAtt: Template error: instance of Fn::GetAtt references undefined resource Gone',
      expect.stringContaining(
        'Resources/A/Properties/Z/Fn::sub: Template Error: Encountered unsupported function: Fn::sub',
      ),
      'Resources/A/DeletionPolicy: Template format error: Unrecognized DeletionPolicy Keep for resource A',
      'Resources/B/Properties/X/Fn::If: Template error: unresolved condition dependency Whenever in Fn::If',
      'Resources/B/Condition: Template format error: Unresolved condition dependency Never in the Resources block of the template',
      'Resources/A/Properties/X/Ref: Template format error: Unresolved resource dependencies [Nothing, Nobody] in the Resources block of the template',
      'Outputs/O/Value/Ref: Template format error: Unresolved resource dependencies [Missing] in the Outputs block of the template',
      'Outputs/P: Template format error: Every Outputs member must contain a Value object',
      'Resources/B: Circular dependency between resources: [B, C]',
    ]);
  });

  it('knows what needs what', () => {
    const template = read(`Resources:
  A: { Type: T }
  B: { Type: T, Properties: { X: [!Sub "\${A}-\${V}", 1], Y: !Sub ["\${V}", { V: !GetAtt A.Arn }] } }
  C: { Type: T, DependsOn: A, Properties: { Y: !Join ["", [!GetAtt B.Arn, !Ref "AWS::Region"]] } }
`);
    expect([needsOf(template, 'A'), needsOf(template, 'B'), needsOf(template, 'C')]).toEqual([[], ['A'], ['B', 'A']]);
    expect(findCircle(template)).toEqual([]);
  });
});

describe('template parameters', () => {
  const template = read(`Parameters:
  Name: { Type: String, AllowedPattern: "[a-z]+", MaxLength: 5 }
  Size: { Type: Number, Default: 3, MinValue: 2, MaxValue: 9 }
  Stage: { Type: String, Default: test, AllowedValues: [test, prod], ConstraintDescription: be a stage }
  Zones: { Type: CommaDelimitedList, Default: "a,b", AllowedValues: [a, b, c] }
Resources: { A: { Type: T } }
`);
  const resolve = (values: Record<string, string>, previous: Record<string, string> = {}) =>
    resolveTemplateParameters(
      template,
      Object.entries(values).map(([name, value]) => ({ name, value })),
      previous,
    );

  it('are given, kept, or as they are by default', () => {
    expect(resolve({ Name: 'abc', Size: '5' })).toEqual({
      values: { Name: 'abc', Size: '5', Stage: 'test', Zones: 'a,b' },
    });
    const kept = resolveTemplateParameters(template, [{ name: 'Name', usesPrevious: true }], { Name: 'was' });
    expect(kept).toMatchObject({ values: { Name: 'was' } });
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'Parameters: [Name] must have values'],
    [{ Name: 'a', Other: 'x' }, 'Parameters: [Other] do not exist in the template'],
    [{ Name: 'A' }, "Parameter 'Name' must match pattern [a-z]+"],
    [{ Name: 'abcdef' }, "Parameter 'Name' must contain at most 5 characters"],
    [{ Name: 'a', Size: 'x' }, "Parameter 'Size' must be a number."],
    [{ Name: 'a', Size: '1' }, "Parameter 'Size' must be a number not less than 2"],
    [{ Name: 'a', Stage: 'dev' }, "Parameter 'Stage' failed to satisfy constraint: be a stage"],
    [{ Name: 'a', Zones: 'a, d' }, "Parameter 'Zones' must be one of AllowedValues"],
  ])('%j: %s', (values, problem) => {
    expect(resolve(values)).toEqual({ problem });
  });
});
