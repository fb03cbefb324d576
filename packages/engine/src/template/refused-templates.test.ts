import { describe, expect, it } from 'vitest';
import { parseTemplate } from './parse-template.ts';
import { messages, withResources } from './testing/written-templates.ts';

describe('CloudFormation refuses', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'Template format error: unsupported structure.'],
    ['a text', 'template.yml', 'Template format error: unsupported structure.'],
    ['a list', '- a\n- b\n', 'Template format error: unsupported structure.'],
    ['null', 'null', 'Template format error: unsupported structure.'],
    [
      'a workflow',
      'name: CI\non: push\njobs: {}\n',
      'Invalid template property or properties [name, true, jobs] [/name] (line 1, column 1)',
    ],
    [
      'the specification of cfn-lint',
      '{"ResourceTypes": {}}',
      'Invalid template property or properties [ResourceTypes] [/ResourceTypes] (line 1, column 2)',
    ],
    [
      'a fragment of documentation',
      'Type: AWS::S3::Bucket\nProperties: {}\n',
      'Invalid template property or properties [Type, Properties] [/Type] (line 1, column 1)',
    ],
    ['no resources', 'Description: x\n', 'Template format error: At least one Resources member must be defined.'],
    [
      'empty resources',
      'Resources: {}\n',
      'Template format error: At least one Resources member must be defined. [/Resources] (line 1, column 1)',
    ],
    [
      'resources that are null',
      'Resources:\n',
      "[/Resources] 'null' values are not allowed in templates (line 1, column 1)",
    ],
    [
      'outputs that are null',
      'Resources: { A: { Type: T } }\nOutputs:\n',
      "[/Outputs] 'null' values are not allowed in templates (line 2, column 1)",
    ],
    [
      'resources in a list',
      'Resources: [a]\n',
      'Template format error: Resources must be a map. [/Resources] (line 1, column 1)',
    ],
    [
      'another version',
      'AWSTemplateFormatVersion: 2012-10-17\nResources: { A: { Type: T } }\n',
      'Template format error: 2012-10-17 is not a supported value for AWSTemplateFormatVersion. [/AWSTemplateFormatVersion] (line 1, column 1)',
    ],
    [
      'a resource that is null',
      withResources('A:'),
      "[/Resources/A] 'null' values are not allowed in templates (line 2, column 3)",
    ],
    [
      'a resource that is a text',
      withResources('A: b'),
      'Template format error: [/Resources/A] resource definition is malformed (line 2, column 3)',
    ],
    [
      'a loop',
      withResources('Fn::ForEach::Loop: [A, [b], {}]'),
      'Template format error: [/Resources/Fn::ForEach::Loop] resource definition is malformed (line 2, column 3)',
    ],
    [
      'a resource without a type',
      withResources('A: { Properties: {} }'),
      'Template format error: [/Resources/A] Every Resources object must contain a Type member. (line 2, column 3)',
    ],
    [
      'properties that are null',
      withResources('A:\n  Type: T\n  Properties:'),
      "[/Resources/A/Properties] 'null' values are not allowed in templates (line 4, column 5)",
    ],
    [
      'properties in a list',
      withResources('A:\n  Type: T\n  Properties: [a]'),
      'Template format error: Every Properties member must be a map. [/Resources/A/Properties] (line 4, column 5)',
    ],
    [
      'properties that are not indented',
      withResources('A:\n  Type: T\n  BucketName: b'),
      "Invalid template resource property 'BucketName' [/Resources/A/BucketName] (line 4, column 5)",
    ],
    [
      'a dependency on null',
      withResources('A: { Type: T, DependsOn: [null] }'),
      "[/Resources/A/DependsOn/0] 'null' values are not allowed in templates (line 2, column 29)",
    ],
    [
      'a dependency on a function',
      withResources('A: { Type: T, DependsOn: [!Ref B] }'),
      'Template format error: Every DependsOn value must be a string. [/Resources/A/DependsOn/0] (line 2, column 29)',
    ],
    [
      'dependencies in a map',
      withResources('A: { Type: T, DependsOn: { B: C } }'),
      'Template format error: DependsOn must be a string or list of strings. [/Resources/A/DependsOn] (line 2, column 17)',
    ],
    [
      'a condition that is a function',
      withResources('A: { Type: T, Condition: !Ref B }'),
      'Template format error: Every Condition member must be a string. [/Resources/A/Condition] (line 2, column 17)',
    ],
    [
      'an unknown policy',
      withResources('A: { Type: T, UpdateReplacePolicy: RetainExceptOnCreate }'),
      'Template format error: Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource A [/Resources/A/UpdateReplacePolicy] (line 2, column 17)',
    ],
    [
      'a name with an underscore',
      withResources('a_b: { Type: T }'),
      'Template format error: Resource name a_b is non alphanumeric. [/Resources/a_b] (line 2, column 3)',
    ],
    [
      'a resource named like a parameter',
      `Parameters: { A: { Type: String } }\n${withResources('A: { Type: T }')}`,
      'Template error: all resources and parameters must have unique names. Common name(s):[A] [/Resources/A] (line 3, column 3)',
    ],
    [
      'a default that is null',
      `Parameters:\n  A: { Type: String, Default: }\n${withResources('A1: { Type: T }')}`,
      "[/Parameters/A/Default] 'null' values are not allowed in templates (line 2, column 22)",
    ],
    [
      'a default that is a map',
      `Parameters:\n  A: { Type: String, Default: { a: b } }\n${withResources('A1: { Type: T }')}`,
      'Template format error: Every Default member must be a string. [/Parameters/A/Default] (line 2, column 22)',
    ],
    [
      'a default that is a function',
      `Parameters:\n  A: { Type: String, Default: !Sub x }\n${withResources('A1: { Type: T }')}`,
      'Template format error: Every Default member must be a string. [/Parameters/A/Default] (line 2, column 22)',
    ],
    [
      'a parameter of no known type',
      `Parameters:\n  A: { Type: Boolean }\n${withResources('A1: { Type: T }')}`,
      'Template format error: Unrecognized parameter type: Boolean [/Parameters/A/Type] (line 2, column 8)',
    ],
    [
      'an unknown member of a parameter',
      `Parameters:\n  A: { Type: String, Defualt: a }\n${withResources('A1: { Type: T }')}`,
      "Invalid template parameter property 'Defualt' [/Parameters/A/Defualt] (line 2, column 22)",
    ],
    [
      'a parameter that is null',
      `Parameters:\n  A:\n${withResources('A1: { Type: T }')}`,
      "[/Parameters/A] 'null' values are not allowed in templates (line 2, column 3)",
    ],
    [
      'a function in a mapping',
      `Mappings:\n  M: { a: { b: !Ref x } }\n${withResources('A: { Type: T }')}`,
      'Template format error: Every Mappings attribute must be a String or a List. [/Mappings/M/a/b] (line 2, column 13)',
    ],
    [
      'a null in a mapping',
      `Mappings:\n  M: { a: { b: } }\n${withResources('A: { Type: T }')}`,
      "[/Mappings/M/a/b] 'null' values are not allowed in templates (line 2, column 13)",
    ],
    [
      'a mapping of one level',
      `Mappings:\n  M: { a: b }\n${withResources('A: { Type: T }')}`,
      'Template format error: Every Mappings member a must be a map [/Mappings/M/a] (line 2, column 8)',
    ],
    [
      'a resource in a condition',
      `Conditions:\n  C: !Equals [!Ref A, x]\n${withResources('A: { Type: T }')}`,
      'Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template [/Conditions/C] (line 2, column 3)',
    ],
    [
      'a condition that is none',
      `Conditions:\n  C: yes\n${withResources('A: { Type: T }')}`,
      'Template format error: Conditions can only be boolean operations on parameters and other conditions [/Conditions/C] (line 2, column 3)',
    ],
    [
      'a condition on one that is not there',
      `Conditions:\n  C: !Not [!Condition D]\n${withResources('A: { Type: T }')}`,
      'Template format error: Unresolved condition dependency D in the Conditions block of the template [/Conditions/C] (line 2, column 3)',
    ],
    [
      'conditions in a circle',
      `Conditions:\n  C: !Not [!Condition D]\n  D: { Condition: C }\n${withResources('A: { Type: T }')}`,
      'Template error: Found circular condition dependency: [C, D] [/Conditions/C] (line 2, column 3)',
    ],
    [
      'one condition in a conjunction',
      `Conditions:\n  C: !And [!Equals [a, b]]\n${withResources('A: { Type: T }')}`,
      'Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters. [/Conditions/C/Fn::And] (line 2, column 3)',
    ],
    [
      'an output without a value',
      `${withResources('A: { Type: T }')}Outputs:\n  O: { Description: x }\n`,
      'Template format error: Every Outputs member must contain a Value object [/Outputs/O] (line 4, column 3)',
    ],
    [
      'an output of null',
      `${withResources('A: { Type: T }')}Outputs:\n  O: { Value: null }\n`,
      "[/Outputs/O/Value] 'null' values are not allowed in templates (line 4, column 8)",
    ],
    [
      'an output of what is not there',
      `${withResources('A: { Type: T }')}Outputs:\n  O: { Value: !Ref B }\n`,
      'Template format error: Unresolved resource dependencies [B] in the Outputs block of the template [/Outputs/O/Value/Ref] (line 4, column 8)',
    ],
    [
      'a transform that is not here',
      `Transform: [AWS::CodeDeployBlueGreen]\n${withResources('A: { Type: T }')}`,
      'Transform AWS::CodeDeployBlueGreen is not implemented by Codeyard yet. [/Transform] (line 1, column 1)',
    ],
    [
      'an include',
      `Transform: { Name: AWS::Include, Parameters: { Location: x } }\n${withResources('A: { Type: T }')}`,
      'Transform AWS::Include is not implemented by Codeyard yet. [/Transform] (line 1, column 1)',
    ],
    [
      'a loop that it would take',
      `Transform: AWS::LanguageExtensions\n${withResources('Fn::ForEach::Loop: [A, [b], {}]')}`,
      'Transform AWS::LanguageExtensions failed with: Fn::ForEach is not implemented by Codeyard yet. [/Resources/Fn::ForEach::Loop] (line 3, column 3)',
    ],
  ])('%s', (_, text, message) => {
    expect(messages(text)[0]).toBe(message);
  });

  it('all at once, what keeps it from being a template before the rest', () => {
    const text = withResources('A: {}\nB: { Type: T, Condition: C }\nC: { Type: T, Properties: { X: !Ref D } }');
    const parsed = parseTemplate(text);
    expect(parsed.ok ? [] : parsed.problems.map(({ line }) => line)).toEqual([2, 3, 4]);
  });
});
