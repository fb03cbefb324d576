import { describe, expect, it } from 'vitest';
import { createEvaluator, evaluateTemplate, TemplateError } from './evaluate-template.ts';
import { explainProblems } from './explain-problems.ts';
import type { Json } from './json.ts';
import { parseTemplate } from './parse-template.ts';

const HEAD = `Parameters:
  Stage: { Type: String, Default: prod }
  Count: { Type: Number, Default: 2 }
  Zones: { Type: CommaDelimitedList }
  Subnets: { Type: "AWS::SSM::Parameter::Value<List<String>>" }
  Given: { Type: String }
Mappings: { Sizes: { prod: { size: 3, names: [a, b] } } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [Condition: IsProd]
  IsTwo: !Equals [!Ref Count, 2]
  IsSame: !Equals [{ a: [1, true] }, { a: ["1", "true"] }]
  Either: !Or [!Condition IsTest, !And [!Condition IsProd, !Condition IsTwo]]
`;

function textOf(value: string, transform = ''): string {
  return `${transform}${HEAD}Resources:\n  R: { Type: T }\n  B:\n    Type: T\n    Properties:\n      X: ${value}\n`;
}

function evaluate(text: string): Json | undefined {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const resources = evaluateTemplate(parsed.template, {
    parameters: { Stage: 'prod', Count: '2', Zones: 'a, b,,c', Subnets: 's-1,s-2' },
    pseudoParameters: { 'AWS::Region': 'eu-west-1', 'AWS::NotificationARNs': 'one,two' },
    reference: (name) => `ref-${name}`,
    attribute: (name, attribute) => (attribute === 'List' ? ['x', 'y'] : `${name}:${attribute}`),
    functions: { 'Fn::ImportValue': (name) => `imported ${String(name)}` },
  });
  return resources.B?.properties.X;
}

describe('a function gives', () => {
  it.each<[string, Json]>([
    ['!Base64 "hello world"', 'aGVsbG8gd29ybGQ='],
    [`!Base64 { "Fn::Sub": "\${Stage}-é€😀" }`, Buffer.from('prod-é€😀').toString('base64')],
    ['!Base64 ""', ''],
    ['!Cidr ["192.168.0.0/24", 6, 5]', ['0', '32', '64', '96', '128', '160'].map((last) => `192.168.0.${last}/27`)],
    ['!Cidr ["10.0.7.9/16", "2", "8"]', ['10.0.0.0/24', '10.0.1.0/24']],
    ['!Cidr ["2600:1f18:abc:de00::/56", 2, 64]', ['2600:1f18:abc:de00::/64', '2600:1f18:abc:de01::/64']],
    ['!Cidr ["::/0", 2, 120]', ['::/8', '100::/8']],
    ['!GetAZs ""', ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['!GetAZs { Ref: "AWS::Region" }', ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['!GetAZs us-east-1', ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['!Select [1, !GetAZs ""]', 'eu-west-1b'],
    ['!Select ["0", [a, b]]', 'a'],
    ['!Select [!Ref Count, [a, b, c]]', 'c'],
    ['!Select [1, !Ref Zones]', 'b'],
    ['!Split [",", "a,b,,c"]', ['a', 'b', '', 'c']],
    ['!Join ["-", !Split [",", "a,b"]]', 'a-b'],
    ['!Join ["", [1, true, 3.10, 1.0, !Ref Stage]]', '1true3.11.0prod'],
    ['!Join [",", [a, !If [IsTest, b, !Ref "AWS::NoValue"], c]]', 'a,c'],
    ['!Join [",", !Ref Zones]', 'a,b,,c'],
    ['!Join [",", !GetAtt R.List]', 'x,y'],
    ['!Ref Zones', ['a', 'b', '', 'c']],
    ['!Ref Subnets', ['s-1', 's-2']],
    ['!Ref "AWS::NotificationARNs"', ['one', 'two']],
    ['!Ref Count', '2'],
    ['!FindInMap [Sizes, !Ref Stage, size]', 3],
    ['!FindInMap [Sizes, prod, names]', ['a', 'b']],
    ['!If [IsTwo, yes, no]', true],
    ['!If [IsSame, a, b]', 'a'],
    ['!If [Either, a, b]', 'a'],
    ['!If [IsTest, a, !If [IsProd, !Ref R, c]]', 'ref-R'],
    ['[a, !If [IsTest, b, !If [IsProd, !Ref "AWS::NoValue", c]], { d: !Ref "AWS::NoValue", e: f }]', ['a', { e: 'f' }]],
    ['!GetAtt R.Outputs.X', 'R:Outputs.X'],
    ['{ "Fn::GetAtt": "R.Arn" }', 'R:Arn'],
    [
      `!Sub "\${Stage} \${ R } \${R.Arn } $Stage \${!Stage} \${ !Stage} \${AWS::Region} $\${Count}"`,
      `prod ref-R R:Arn $Stage \${Stage} \${Stage} eu-west-1 $2`,
    ],
    [`!Sub ["\${x}-\${Stage}-\${y}", { x: !Join ["", [1, 2]], y: !ImportValue z }]`, '12-prod-imported z'],
    [`!Sub ["\${Stage}", { Stage: own }]`, 'own'],
    ['!Sub "#{codepipeline.PipelineExecutionId}"', '#{codepipeline.PipelineExecutionId}'],
    ['{ __proto__: 1, a: 2 }', JSON.parse('{"__proto__":1,"a":2}')],
    ['{ A: b, "Fn::If": [C, a, b] }', { A: 'b', 'Fn::If': ['C', 'a', 'b'] }],
  ])('%s', (expression, value) => {
    expect(evaluate(textOf(expression))).toEqual(value);
  });

  it.each<[string, Json]>([
    ['{ "Fn::Length": !Ref Zones }', 4],
    ['{ "Fn::Length": [1, 2] }', 2],
    ['{ "Fn::ToJsonString": { a: !Ref Stage, b: [1, !Ref "AWS::NoValue"] } }', '{"a":"prod","b":[1]}'],
    ['!FindInMap [Sizes, test, size, { DefaultValue: !Ref Stage }]', 'prod'],
    ['!FindInMap [None, test, size, { DefaultValue: 1 }]', 1],
    ['!FindInMap [Sizes, prod, size, { DefaultValue: 1 }]', 3],
    ['{ Ref: { "Fn::Sub": "R" } }', 'ref-R'],
  ])('with language extensions %s', (expression, value) => {
    expect(evaluate(textOf(expression, 'Transform: AWS::LanguageExtensions\n'))).toEqual(value);
  });
});

describe('a function refuses', () => {
  const refusal = (expression: string, transform?: string): string => {
    const text = textOf(expression, transform);
    try {
      evaluate(text);
    } catch (error) {
      if (error instanceof TemplateError) return explainProblems(text, [error])[0] ?? '';
      throw error;
    }
    return 'it was evaluated';
  };

  it.each<[string, string]>([
    ['!Select [3, [a, b]]', 'Template error: Fn::Select cannot select nonexistent value at index 3'],
    ['!Select [-1, [a, b]]', 'Template error: Fn::Select cannot select nonexistent value at index -1'],
    [
      '!Select [x, [a]]',
      'Template error: Fn::Select requires a list argument with a valid index value as its first element',
    ],
    [
      '!Select [0, a]',
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    ],
    ['!Join ["", !Ref Stage]', 'Template error: every Fn::Join object requires two parameters, (1) a string delimiter'],
    ['!Join ["", [{ a: b }]]', 'Template error: every Fn::Join object requires two parameters, (1) a string delimiter'],
    [
      '!Split [",", !Ref Zones]',
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter',
    ],
    ['!Base64 { a: b }', 'Template error: every Fn::Base64 object must have a String-typed value.'],
    ['!FindInMap [Sizes, x, size]', 'Template error: Unable to get mapping for Sizes::x::size'],
    ['!FindInMap [Sizes, constructor, name]', 'Template error: Unable to get mapping for Sizes::constructor::name'],
    [
      '!FindInMap [None, x, size]',
      "Template error: Mapping named 'None' is not present in the 'Mappings' section of template.",
    ],
    ['!FindInMap [Sizes, x, size, { DefaultValue: 1 }]', 'Template error: Unable to get mapping for Sizes::x::size'],
    [`!Sub "\${Zones}"`, 'Template error: variable Zones in Fn::Sub expression does not resolve to a string'],
    [`!Sub "\${R.List}"`, 'Template error: variable R.List in Fn::Sub expression does not resolve to a string'],
    ['!Ref constructor', 'Template validation error: unresolved reference to constructor'],
    ['!Ref Given', 'Parameters: [Given] must have values'],
    ['!Cidr ["10.0.0.0/24", 9, 5]', 'Template error: Fn::Cidr cannot make 9 blocks with 5 bits of 10.0.0.0/24'],
    ['!Cidr ["10.0.0/16", 1, 8]', 'Template error: Fn::Cidr cannot make 1 blocks with 8 bits of 10.0.0/16'],
    ['!Cidr ["10.0.0.0/16", 300, 8]', 'Template error: Fn::Cidr cannot make 300 blocks with 8 bits of 10.0.0.0/16'],
    ['!Cidr ["10.0.0.0/16", 1]', 'Template error: Fn::Cidr without a number of bits is not implemented by Codeyard.'],
    ['{ "Fn::Length": [1] }', 'Template Error: Encountered unsupported function: Fn::Length'],
    ['{ "Fn::sub": a }', 'Template Error: Encountered unsupported function: Fn::sub'],
    ['!Transform { Name: AWS::Include }', 'Fn::Transform is not evaluated here yet'],
  ])('%s', (expression, message) => {
    const said = refusal(expression);
    expect(said).toContain(message);
    expect(said).toMatch(/ \[\/Resources\/B\/Properties\/X.*\] \(line 19, column \d+\)$/);
  });

  it('names the condition that cannot be told', () => {
    const text = textOf('!If [Odd, a, b]').replace('  IsProd:', '  Odd: !Equals [!Ref Given, x]\n  IsProd:');
    expect(() => evaluate(text)).toThrow(
      expect.objectContaining({ path: ['Conditions', 'Odd', 'Ref'], message: 'Parameters: [Given] must have values' }),
    );
  });

  it('conditions that refer to one another without end', () => {
    const chain = Array.from({ length: 5000 }, (_, at) => `  C${at}: { Condition: C${at + 1} }\n`).join('');
    const parsed = parseTemplate(`Conditions:\n${chain}  C5000: !Equals [a, a]\nResources: { A: { Type: T } }\n`);
    if (!parsed.ok) throw new Error('it was refused');
    const evaluator = createEvaluator(parsed.template, {
      ...{ parameters: {}, pseudoParameters: {}, reference: () => '', attribute: () => '' },
    });
    expect(() => evaluator.condition('C0')).toThrow(TemplateError);
    expect(evaluator.condition('C4900')).toBe(true);
  });
});
