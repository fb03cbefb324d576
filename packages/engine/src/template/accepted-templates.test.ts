import { describe, expect, it } from 'vitest';
import { messages, withProperties, withResources } from './testing/written-templates.ts';

describe('CloudFormation takes', () => {
  it.each<[string, string]>([
    ['a version of an action as a number', withProperties('ActionTypeId: { Version: 1 }')],
    ['a version of an action as a text', withProperties("ActionTypeId: { Version: '1' }")],
    ['a version of an action from a function', withProperties('ActionTypeId: { Version: !Ref P }')],
    [
      'an order as a text, truth values and numbers in a configuration',
      withProperties('RunOrder: "1"\nConfiguration: { A: false, B: 1, C: yes }'),
    ],
    ['empty lists', withProperties('InputArtifacts: []\nOutputArtifacts: []')],
    ['stages that are no list', withProperties('Stages: !If [C, [{ Name: a }], !Ref AWS::NoValue]')],
    ['a choice between whole actions', withProperties('Actions:\n  - !If [C, { Name: a }, !Ref "AWS::NoValue"]')],
    [
      'a function as one of several members of a configuration',
      withProperties('Configuration: { A: b, "Fn::If": [C, a, b] }'),
    ],
    ['members whose names begin in lower case', withProperties('Stages: [{ name: a, actions: [] }]')],
    [
      'shell variables and literals in a text',
      withProperties(`BuildSpec: !Sub 'echo $VAR \${P} \${!VAR} \${ A.Arn } \${AWS::Region}'`),
    ],
    ['a block text', withProperties(`BuildSpec: !Sub |\n  version: 0.2\n  # \${P}\n  echo: "a: b"`)],
    ['a list form', withProperties(`Name: !Sub ["\${x}-\${P}", { x: !ImportValue y }]`)],
    ['flow tags', withProperties('Tags: [{ Key: a, Value: !Join ["", [!Ref A, !FindInMap [M, a, b]]] }]')],
    ['a short form in a long form', withProperties('Name: { "Fn::Join": ["", [!Ref A, !GetAtt [A, Arn]]] }')],
    [
      'an import of a text that is put together',
      withProperties(`Name: !ImportValue { "Fn::Sub": "\${AWS::StackName}-x" }`),
    ],
    ['an unquoted date', withProperties('Document: { Version: 2012-10-17 }')],
    ['an attribute with dots', withProperties('Name: !GetAtt A.Outputs.X')],
    ['a role as a name', withProperties('ServiceRole: !Ref A')],
    ['resources without properties', withResources('A: { Type: AWS::S3::Bucket }\nB: { Type: Custom::Thing }')],
    [
      'dependencies as a text and as a list',
      withResources('A: { Type: T, DependsOn: B }\nB: { Type: T, DependsOn: [C] }\nC: { Type: T, DependsOn: [] }'),
    ],
    [
      'a description of a resource',
      withResources('A: { Type: T, Description: why, Metadata: { a: b }, UpdatePolicy: {}, CreationPolicy: {} }'),
    ],
    [
      'defaults of any scalar',
      `Parameters: { A: { Type: String, Default: 1 }, B: { Type: String, Default: false }, C: { Type: Number, Default: 3.10 } }\n${withResources('R: { Type: T }')}`,
    ],
    [
      'types of parameters',
      `Parameters: { A: { Type: "AWS::SSM::Parameter::Value<String>" }, B: { Type: "List<AWS::EC2::Subnet::Id>" }, C: { Type: "AWS::SSM::Parameter::Value<List<AWS::EC2::Image::Id>>" }, D: { Type: AWS::EC2::KeyPair::KeyName } }\n${withResources('R: { Type: T }')}`,
    ],
    [
      'names that objects inherit',
      withResources(
        'constructor: { Type: T }\ntoString: { Type: T, DependsOn: constructor, Properties: { valueOf: !Ref constructor } }',
      ),
    ],
    ['its header', `---\nAWSTemplateFormatVersion: 2010-09-09\n${withResources('A: { Type: T }')}`],
    [
      'the rules of CDK',
      `Rules: { R: { Assertions: [{ Assert: { "Fn::Not": [{ "Fn::Contains": [["1"], { Ref: P }] }] }, AssertDescription: x }] } }\nParameters: { P: { Type: String } }\n${withResources('A: { Type: T }')}`,
    ],
    [
      'functions of language extensions',
      `Transform: AWS::LanguageExtensions\nMappings: { M: { a: { b: c } } }\n${withResources('A: { Type: T, Properties: { X: { "Fn::Length": [1] }, Y: { "Fn::ToJsonString": { a: 1 } }, Z: !FindInMap [M, x, y, { DefaultValue: z }], V: { Ref: { "Fn::Sub": A } } } }')}`,
    ],
  ])('%s', (_, text) => {
    expect(messages(text)).toEqual([]);
  });
});
