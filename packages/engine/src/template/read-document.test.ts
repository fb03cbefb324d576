import { describe, expect, it } from 'vitest';
import { readDocument } from './read-document.ts';
import { readTemplate } from './read-template.ts';

const read = (text: string) => {
  const result = readDocument(text);
  return 'value' in result ? result.value : result.problem;
};

describe('a scalar without quotes is what CloudFormation reads', () => {
  it.each<[string, unknown]>([
    ['2012-10-17', '2012-10-17'],
    ['2010-09-09', '2010-09-09'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    // Recorded: tags YES and NO became true and false.
    ...['yes', 'Yes', 'YES', 'on', 'On', 'true', 'True', 'TRUE'].map((text): [string, unknown] => [text, true]),
    ...['no', 'No', 'NO', 'off', 'OFF', 'false', 'False'].map((text): [string, unknown] => [text, false]),
    ...['y', 'n', 'Y', 'yEs', 'offf', 'nope'].map((text): [string, unknown] => [text, text]),
    ...['~', 'null', 'Null', 'NULL', ''].map((text): [string, unknown] => [text, null]),
    // Recorded: 0300 became 192, 012345670123 became 1402433619, 012345678901 became 1.2345678901E10.
    ['0300', 192],
    ['012345670123', 1402433619],
    ['012345678901', '1.2345678901E10'],
    ['447592754152', 447592754152],
    ['111111111111', 111111111111],
    ['123456789012345678901', '123456789012345678901'],
    ['-9007199254740993', '-9007199254740993'],
    ['3.10', 3.1],
    ['4.8', 4.8],
    ['1.0', '1.0'],
    ['2.', '2.0'],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['1e3', '1000.0'],
    ['1e21', '1.0E21'],
    ['1.5e-7', '1.5E-7'],
    ['10000000.5', '1.00000005E7'],
    ['0', 0],
    ['-0', 0],
    ['+12', 12],
    ['1_000', 1000],
    ['0x1F', 31],
    ['0b101', 5],
    ['0b', '0b'],
    ['0x', '0x'],
    ['190:20:30', 685230],
    ['22:22', 1342],
    ['80:80', '80:80'],
    ['1:30.5', 90.5],
    ['.inf', 'Infinity'],
    ['-.Inf', '-Infinity'],
    ['.nan', 'NaN'],
    ['08', '8.0'],
    ['1.2.3', '1.2.3'],
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['-', [null]],
    ['-_', '-_'],
    ['9'.repeat(2000), '9'.repeat(2000)],
    ['"012345678901"', '012345678901'],
    ["'yes'", 'yes'],
    ['!!str 027434742980', '027434742980'],
    ['!!str yes', 'yes'],
    ['! 12', '12'],
    ['!!int "0"', 0],
    ['!!float "1.5"', 1.5],
    ['!!bool "no"', false],
    ['!!null ""', null],
    ['!!map { a: 1 }', { a: 1 }],
    ['!!seq [a]', ['a']],
  ])('%s', (text, value) => {
    const [key, expected] = text === '-' ? ['\n  -', value] : [text, value];
    expect(read(`a: ${key}\n`)).toEqual({ a: expected });
  });

  it('as a key it is the text of that', () => {
    expect(read('Yes: 1\n012: 2\n1.0: 3\n~: 4\n"Yes": 5\n')).toEqual({ true: 1, 10: 2, '1.0': 3, null: 4, Yes: 5 });
  });
});

describe('short forms', () => {
  it.each<[string, unknown]>([
    ['!Ref A', { Ref: 'A' }],
    ['!Ref 012', { Ref: '012' }],
    ['!Condition Yes', { Condition: 'Yes' }],
    ['!GetAtt A.Outputs.X', { 'Fn::GetAtt': ['A', 'Outputs.X'] }],
    ['!GetAtt [A, B]', { 'Fn::GetAtt': ['A', 'B'] }],
    ['!GetAtt A', { 'Fn::GetAtt': ['A'] }],
    ['!GetAtt\n  - A\n  - B', { 'Fn::GetAtt': ['A', 'B'] }],
    [`!Sub "\${A}"`, { 'Fn::Sub': `\${A}` }],
    ['!Sub |\n    a\n    b', { 'Fn::Sub': 'a\nb\n' }],
    [`!Sub ["\${x}", { x: !Ref A }]`, { 'Fn::Sub': [`\${x}`, { x: { Ref: 'A' } }] }],
    ['{ Fn::Sub: !Ref A }', { 'Fn::Sub': { Ref: 'A' } }],
    ['Fn::Base64: !Sub x'.replace(/^/, '\n    '), { 'Fn::Base64': { 'Fn::Sub': 'x' } }],
    ['!Base64\n    Fn::Sub: x', { 'Fn::Base64': { 'Fn::Sub': 'x' } }],
    [
      '!Join ["", [!Ref A, !Select [0, !GetAZs ""]]]',
      {
        'Fn::Join': ['', [{ Ref: 'A' }, { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }]],
      },
    ],
    ['!If [C, !Ref A, !Ref "AWS::NoValue"]', { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['&anchor !Ref A', { Ref: 'A' }],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}\n`)).toEqual({ a: value });
  });
});

describe('a document', () => {
  it.each<[string, string]>([
    ['with a byte order mark', '\uFEFFa: 1\nb: [x]\n'],
    ['with a header', '---\na: 1\nb: [x]\n'],
    ['with an end', '---\na: 1\nb: [x]\n...\n'],
    ['with a version', '%YAML 1.1\n---\na: 1\nb: [x]\n'],
    ['with CRLF', 'a: 1\r\nb:\r\n- x\r\n'],
    ['with comments', '# c\na: 1 # d\nb: # e\n  # f\n  - x\n'],
    ['in one line', '{a: 1, b: [x]}'],
    ['in JSON', '{"a": 1, "b": ["x"]}'],
    ['in JSON with tabs and a mark', '\uFEFF{\n\t"a":\t1,\r\n\t"b": ["x"]\n}\n'],
  ])('%s is read', (_, text) => {
    expect(read(text)).toEqual({ a: 1, b: ['x'] });
  });

  it('keeps numbers of JSON whose text matters', () => {
    const text = '{"a": 1.0, "b": 12345678901234567890, "c": "x, 1.0", "d": [3.10, 1e3, -0.0001], "e\\"": 12}';
    expect(read(text)).toEqual({
      ...{ a: '1.0', b: '12345678901234567890', c: 'x, 1.0', d: [3.1, '1000.0', '-1.0E-4'] },
      'e"': 12,
    });
  });

  it('may have members of any name', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const text of [
      names.map((name) => `${name}: { x: 1 }`).join('\n'),
      JSON.stringify(Object.fromEntries(names.map((name) => [name, { x: 1 }]))),
    ]) {
      const value = read(text);
      expect(Object.keys(value as object)).toEqual(names);
      expect(({} as { x?: number }).x).toBeUndefined();
    }
  });

  it.each<[string, string]>([
    [
      'a: b\n c: d\n',
      'Template format error: YAML not well-formed. (line 2, column 3) bad indentation of a mapping entry',
    ],
    [
      'a:\n\tb: c\n',
      'Template format error: YAML not well-formed. (line 2, column 1) tab characters must not be used in indentation',
    ],
    [
      'a: 1\nb:\n  c: 1\n  c: 2\n',
      'Template format error: YAML not well-formed. (line 4, column 3) duplicated mapping key "c"',
    ],
    [
      'a: !Base64 !Sub x\n',
      'Template format error: YAML not well-formed. (line 1, column 12) duplication of a tag property',
    ],
    ['a: !ref x\n', 'Template format error: YAML not well-formed. (line 1, column 4) unknown tag !ref'],
    ['a: !Length [1]\n', 'Template format error: YAML not well-formed. (line 1, column 4) unknown tag !Length'],
    ['a: !!binary x\n', 'Template format error: YAML not well-formed. (line 1, column 4) unknown tag !!binary'],
    ['a: !!set { b }\n', 'Template format error: YAML not well-formed. (line 1, column 4) unknown tag !!set'],
    [
      '{{cookiecutter.name}}:\n  a: b\n',
      'Template format error: YAML not well-formed. (line 1, column 1) a key that is no text',
    ],
    ['a: {{ name }}\n', 'Template format error: YAML not well-formed. (line 1, column 5) a key that is no text'],
    ['a: {% if x %}\n', 'Template format error: YAML not well-formed. (line 1, column 5)'],
    ['a: 1\n---\nb: 2\n', 'Template format error: YAML not well-formed. (line 3, column 1) expected a single document'],
    [
      'a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n',
      'Template format error: YAML not well-formed. (line 3, column 2) the conflict markers of a merge, in line 2',
    ],
    ['a: &x 1\nb: *x\n', 'Template error: YAML aliases are not allowed in CloudFormation templates (line 2, column 4)'],
    [
      'a: &x { b: 1 }\nc:\n  <<: *x\n',
      'Template error: YAML hash merges are not allowed in CloudFormation templates (line 3, column 3)',
    ],
    ['{"a": 1,}', 'Template format error: JSON not well-formed. (line 1, column 9)'],
    ['{"a": 1\n"b": 2}', 'Template format error: JSON not well-formed. (line 2, column 1)'],
    ['{"a": 1} // x', 'Template format error: JSON not well-formed. (line 1, column 10)'],
  ])('%j is refused', (text, message) => {
    expect(read(text)).toMatchObject({ message: expect.stringContaining(message) });
    const [, line, column] = /line (\d+), column (\d+)/.exec(message) ?? [];
    expect(read(text)).toMatchObject({ line: Number(line), column: Number(column) });
  });

  it('is read in no time that explodes', () => {
    expect(read(`{"a": 1.0, "${'\\"'.repeat(300_000)}`)).toMatchObject({ line: 1 });
    expect(read(`a: ${'9'.repeat(300_000)}`)).toHaveProperty('a');
    expect(
      readTemplate(`Resources: { A: { Type: T, Properties: { X: !Sub "${'${'.repeat(300_000)}" } } }`),
    ).toMatchObject({
      ok: true,
    });
  });

  it('is not unfolded, and not nested without end', () => {
    const laughs = ['a: &a [x, x]', ...Array.from({ length: 40 }, (_, at) => `b${at}: &b${at} [*a, *a]`)].join('\n');
    expect(read(laughs)).toMatchObject({ message: expect.stringContaining('YAML aliases are not allowed') });
    for (const open of ['[', '{a: ', '- ', '? ', '{"a":', '[{"a":'])
      expect(read(open.repeat(100_000))).toMatchObject({ message: expect.stringContaining('not well-formed') });
    expect(read(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)).toMatchObject({
      message: 'Template format error: the template is nested more than 100 levels deep.',
    });
    expect(read(`${'{"a":'.repeat(99)}1${'}'.repeat(99)}`)).toHaveProperty('a.a.a');
  });
});
