import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { checkTemplate } from './check-template.ts';
import { evaluateTemplate, TemplateError } from './evaluate-template.ts';
import { explainProblems } from './explain-problems.ts';
import type { Json } from './json.ts';
import { locate } from './locate.ts';
import { parseTemplate } from './parse-template.ts';
import { readDocument } from './read-document.ts';
import { readTemplate } from './read-template.ts';
import { readYaml } from './read-yaml.ts';

const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('yes', '012', '1.0', '~', '', '2012-10-17', 'Ref', '<<', '*a', '__proto__'),
);
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('Ref', 'yes', '1', '<<')), tie('value'), { maxKeys: 4 }),
  ) as fc.Arbitrary<Json>,
}));

/** Values that are now and then calls of functions, right or wrong. */
const { value: expression } = fc.letrec<{ value: Json }>((tie) => {
  const name = fc.constantFrom('A', 'P', 'L', 'C', 'M', 'AWS::Region', 'AWS::NoValue', 'Nobody', 'constructor', 'A.b');
  const call = fc
    .tuple(
      fc.constantFrom(
        ...['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::If', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::Cidr', 'Fn::Base64'],
        ...[
          'Fn::FindInMap',
          'Fn::GetAZs',
          'Fn::ImportValue',
          'Fn::Equals',
          'Fn::Not',
          'Fn::Transform',
          'Fn::sub',
          'Condition',
        ],
      ),
      fc.oneof(name, tie('value'), fc.array(fc.oneof(name, tie('value')), { maxLength: 4 })),
    )
    .map(([key, argument]) => ({ [key]: argument }));
  return {
    value: fc.oneof(
      { maxDepth: 5 },
      scalar,
      name,
      fc.string().map((text) => `\${${text}}`),
      call,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    ) as fc.Arbitrary<Json>,
  };
});

const LINES = [
  ...[
    'Resources:',
    '  A:',
    '    Type: T',
    '    Properties:',
    '      X: !Ref B',
    `      - !Sub "\${A}"`,
    '{',
    '}',
    '[',
    ']',
  ],
  ...[
    'a: &x',
    '*x',
    '<<: *x',
    '---',
    '...',
    '|',
    '>-',
    '"',
    "'",
    '\t',
    '? a',
    ': b',
    '%YAML 1.1',
    '#',
    '!!str',
    '\uFEFF',
  ],
];

describe('whatever is given', () => {
  it('is read or refused, and what is refused has a message', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(fc.constantFrom(...LINES), fc.string()), { maxLength: 12 }).map((lines) => lines.join('\n')),
      anyValue.map((value) => JSON.stringify(value)),
      fc.tuple(anyValue, fc.nat(), fc.string()).map(([value, at, put]) => {
        const yaml = dump({ Resources: value });
        return yaml.slice(0, at % yaml.length) + put + yaml.slice(at % yaml.length);
      }),
    );
    fc.assert(
      fc.property(text, (given) => {
        const read = readTemplate(given);
        if (!read.ok) for (const message of explainProblems(given, read.problems)) expect(message).not.toBe('');
        locate(given, ['Resources', 'A', 0]);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same in JSON and in YAML', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const wrapped: Json = JSON.parse(JSON.stringify({ a: value }));
        const json = readDocument(JSON.stringify(wrapped));
        expect('value' in json).toBe(true);
        // Merge keys are refused in YAML only.
        fc.pre(!JSON.stringify(wrapped).includes('"<<"'));
        expect(readYaml(dump(wrapped, { noRefs: true, forceQuotes: true }))).toEqual(json);
        expect(readYaml(JSON.stringify(wrapped))).toEqual(json);
      }),
      { numRuns: 300 },
    );
  });

  it('is checked and evaluated, or refused as a template', () => {
    fc.assert(
      fc.property(expression, expression, expression, (properties, condition, output) => {
        const template = {
          Parameters: { P: { Type: 'String' }, L: { Type: 'CommaDelimitedList' } },
          Mappings: { M: { A: { P: 'x' } } },
          Conditions: { C: condition },
          Resources: { A: { Type: 'T', Properties: { X: properties } } },
          Outputs: { O: { Value: output } },
        };
        const text = JSON.stringify(template);
        const parsed = parseTemplate(text);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
        explainProblems(text, checkTemplate(parsed.template));
        try {
          evaluateTemplate(parsed.template, {
            ...{ parameters: { P: 'p', L: 'a,b' }, pseudoParameters: { 'AWS::Region': 'r' } },
            ...{ reference: (id) => id, attribute: (id, name) => `${id}.${name}` },
          });
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
