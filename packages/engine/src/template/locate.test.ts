import { describe, expect, it } from 'vitest';
import { explainProblems } from './explain-problems.ts';
import { locate } from './locate.ts';

const YAML = `# first
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Join
        - '-'
        - [!Ref A, "b"]
      Tags:
        - Key: a
          Value: !GetAtt B.Arn
        -
          "Key": !Sub ["\${x}", { x: !Ref Y }]
`;

describe('a place in a template', () => {
  it.each<[string, (string | number)[], string | undefined]>([
    ['its beginning', [], '2:1'],
    ['a resource', ['Resources', 'Bucket'], '3:3'],
    ['a property', ['Resources', 'Bucket', 'Properties', 'BucketName'], '6:7'],
    ['a short form', ['Resources', 'Bucket', 'Properties', 'BucketName', 'Fn::Join'], '6:7'],
    ['an item in a short form', ['Resources', 'Bucket', 'Properties', 'BucketName', 'Fn::Join', 0], '7:11'],
    ['a short form in a list', ['Resources', 'Bucket', 'Properties', 'BucketName', 'Fn::Join', 1, 0, 'Ref'], '8:12'],
    ['a text in a list', ['Resources', 'Bucket', 'Properties', 'BucketName', 'Fn::Join', 1, 1], '8:20'],
    ['a list item', ['Resources', 'Bucket', 'Properties', 'Tags', 0], '10:11'],
    ['an attribute', ['Resources', 'Bucket', 'Properties', 'Tags', 0, 'Value', 'Fn::GetAtt', 1], '11:11'],
    ['a key in quotes', ['Resources', 'Bucket', 'Properties', 'Tags', 1, 'Key'], '13:11'],
    ['a variable', ['Resources', 'Bucket', 'Properties', 'Tags', 1, 'Key', 'Fn::Sub', 1, 'x', 'Ref'], '13:34'],
    ['what is not there', ['Resources', 'Bucket', 'Properties', 'Nothing'], undefined],
    ['an item too many', ['Resources', 'Bucket', 'Properties', 'Tags', 2], undefined],
    ['another function', ['Resources', 'Bucket', 'Properties', 'BucketName', 'Fn::Sub'], undefined],
    ['a member of a text', ['Resources', 'Bucket', 'Type', 'x'], undefined],
    ['what objects inherit', ['constructor'], undefined],
  ])('of %s', (_, path, place) => {
    const found = locate(YAML, path);
    expect(found && `${found.line}:${found.column}`).toBe(place);
    const windows = locate(`\uFEFF${YAML.replaceAll('\n', '\r\n')}`, path);
    expect(windows).toEqual(found);
  });

  it('is found in JSON', () => {
    const text =
      '{\n\t"Resources": {\n\t\t"A": { "Type": "T",\n\t\t\t"Properties": { "X": [1, { "Ref": "B" }] } }\n\t}\n}';
    expect(locate(text, ['Resources', 'A', 'Properties', 'X', 1, 'Ref'])).toEqual({ line: 4, column: 31 });
  });

  it('is not found in what cannot be read', () => {
    expect(locate('a: {', ['a'])).toBeUndefined();
    expect(locate('', ['a'])).toBeUndefined();
  });
});

it('problems are explained with what they are about, and where the nearest of it is', () => {
  const problems = [
    { message: 'one', path: ['Resources', 'Bucket', 'Properties', 'Tags', 0, 'Nothing'] },
    { message: 'two [/Resources/Bucket] three', path: ['Resources', 'Bucket'] },
    { message: 'four' },
    { message: 'five (line 7, column 8)', line: 7, column: 8 },
    { message: 'six', path: ['Elsewhere'] },
  ];
  expect(explainProblems(YAML, problems)).toEqual([
    'one [/Resources/Bucket/Properties/Tags/0/Nothing] (line 10, column 11)',
    'two [/Resources/Bucket] three (line 3, column 3)',
    'four',
    'five (line 7, column 8)',
    'six [/Elsewhere] (line 2, column 1)',
  ]);
});
