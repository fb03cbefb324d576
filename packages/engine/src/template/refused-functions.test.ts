import { describe, expect, it } from 'vitest';
import { messages, withProperties } from './testing/written-templates.ts';

const JOIN =
  'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.';
const UNSUPPORTED =
  'Supported functions are: [Fn::Base64, Fn::GetAtt, Fn::GetAZs, Fn::ImportValue, Fn::Join, Fn::Split, Fn::FindInMap, Fn::Select, Ref, Fn::Equals, Fn::If, Fn::Not, Condition, Fn::And, Fn::Or, Fn::Contains, Fn::EachMemberEquals, Fn::EachMemberIn, Fn::ValueOf, Fn::ValueOfAll, Fn::RefAll, Fn::Sub, Fn::Cidr]';
const SUB =
  "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string";
const VARIABLE =
  'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons';
const ATTRIBUTE =
  'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute';

describe('CloudFormation refuses in properties', () => {
  it.each<[string, string]>([
    [
      '!Ref Nobody',
      'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
    ],
    [
      `!Sub "\${Nobody}"`,
      'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
    ],
    [
      '!Ref constructor',
      'Template format error: Unresolved resource dependencies [constructor] in the Resources block of the template',
    ],
    ['!GetAtt Nobody.Arn', 'Template error: instance of Fn::GetAtt references undefined resource Nobody'],
    ['!GetAtt __proto__.Arn', 'Template error: instance of Fn::GetAtt references undefined resource __proto__'],
    [`!Sub "\${Nobody.Arn}"`, 'Template error: instance of Fn::Sub references invalid resource attribute Nobody.Arn'],
    ['!GetAtt A', ATTRIBUTE],
    ['!GetAtt [A]', ATTRIBUTE],
    ['!GetAtt [A, ""]', ATTRIBUTE],
    ['{ Ref: [A] }', 'Template error: every Ref object must have a single String value.'],
    ['{ "Fn::Ref": A }', `Template Error: Encountered unsupported function: Fn::Ref ${UNSUPPORTED}`],
    ['{ "Fn::sub": A }', `Template Error: Encountered unsupported function: Fn::sub ${UNSUPPORTED}`],
    ['{ "fn::GetAtt": [A, B] }', `Template Error: Encountered unsupported function: fn::GetAtt ${UNSUPPORTED}`],
    [
      '{ "Fn::ImportValueValue": A }',
      `Template Error: Encountered unsupported function: Fn::ImportValueValue ${UNSUPPORTED}`,
    ],
    ['{ "Fn::Length": [1] }', `Template Error: Encountered unsupported function: Fn::Length ${UNSUPPORTED}`],
    ['{ "Fn::ToJsonString": {} }', `Template Error: Encountered unsupported function: Fn::ToJsonString ${UNSUPPORTED}`],
    ['!Sub [a]', SUB],
    ['!Sub [a, b]', SUB],
    [`!Sub ["\${x}", { x: a }, c]`, SUB],
    ['!Sub { a: b }', SUB],
    [`!Sub "\${VAR:-x}"`, VARIABLE],
    [`!Sub "\${P-x}"`, VARIABLE],
    [`!Sub "\${}"`, VARIABLE],
    ['!Join [a]', JOIN],
    ['!Join ["", [a], b]', JOIN],
    [
      '!Split [a]',
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    ],
    [
      '!Select [0]',
      'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
    ],
    ['!If [C, a]', 'Template error: Fn::If requires a list argument with three elements'],
    ['!If C', 'Template error: Fn::If requires a list argument with the first element being a condition'],
    ['!If [Never, a, b]', 'Template error: unresolved condition dependency Never in Fn::If'],
    [
      '!FindInMap [M, a]',
      'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
    ],
    [
      '!FindInMap [M, a, b, { DefaultValue: c }]',
      'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
    ],
    ['!FindInMap [N, a, b]', "Template error: Mapping named 'N' is not present in the 'Mappings' section of template."],
    ['!Base64 [a]', 'Template error: every Fn::Base64 object must have a String-typed value.'],
    ['!Cidr [a]', 'Template error: every Fn::Cidr object requires an address block, a count and a number of bits.'],
    [
      '!ImportValue { Ref: A }',
      'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
    ],
    [
      `!ImportValue { "Fn::Sub": "\${A.Arn}" }`,
      'Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
    ],
    [
      '!Transform { Name: AWS::Include, Parameters: { Location: s3://x/y } }',
      'Template error: Fn::Transform of AWS::Include is not implemented by Codeyard yet.',
    ],
  ])('%s', (property, message) => {
    const [said, ...others] = messages(withProperties(`X: [${property}]`));
    expect(others).toEqual([]);
    expect(said).toContain(message);
    expect(said).toMatch(/\[\/Resources\/B\/Properties\/X\/0.*\] \(line 10, column \d+\)$/);
  });

  it.each(['null', '~', '', '!!null ""'])('nothing: %j', (written) => {
    expect(messages(withProperties(`X:\n  Y: ${written}`))).toEqual([
      "[/Resources/B/Type/X/Y] 'null' values are not allowed in templates [/Resources/B/Properties/X/Y] (line 11, column 9)",
    ]);
  });
});
