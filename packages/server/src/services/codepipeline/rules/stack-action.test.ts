import { describe, expect, it } from 'vitest';
import { readStackAction } from './stack-action.ts';

const whole = {
  ActionMode: 'CREATE_UPDATE',
  StackName: 'app',
  RoleArn: 'arn:aws:iam::123456789012:role/stack',
  TemplatePath: 'Code::infra/template.json',
};
const problemOf = (configuration: Record<string, string>) => {
  const read = readStackAction(configuration);
  return read.ok ? undefined : read.problem;
};

describe('the configuration of a CloudFormation action', () => {
  it('is read with all it may have', () => {
    expect(
      readStackAction({
        ...whole,
        ...{ TemplateConfiguration: 'Config::prod.json', Capabilities: 'CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND,' },
        ...{ ParameterOverrides: '{"A":"b"}', OutputFileName: 'out/stack.json' },
      }),
    ).toEqual({
      ok: true,
      action: {
        ...{ mode: 'CREATE_UPDATE', stackName: 'app', changeSetName: '', roleArn: whole.RoleArn },
        template: { artifact: 'Code', path: 'infra/template.json' },
        templateConfiguration: { artifact: 'Config', path: 'prod.json' },
        capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
        ...{ parameterOverrides: '{"A":"b"}', outputFileName: 'out/stack.json' },
      },
    });
  });

  it('counts for nothing in what a mode does not use', () => {
    const { RoleArn: _, ...rest } = whole;
    const read = readStackAction({
      ...{ ...rest, ActionMode: 'CHANGE_SET_EXECUTE', ChangeSetName: 'set', TemplatePath: 'nonsense' },
      ParameterOverrides: 'nonsense',
    });
    expect(read).toEqual({
      ok: true,
      action: { mode: 'CHANGE_SET_EXECUTE', stackName: 'app', changeSetName: 'set', roleArn: '', capabilities: [] },
    });
  });

  const empty = (key: string) => `Configuration Property ${key} should not be empty in current ActionMode`;
  it.each([
    ['CREATE_UPDATE', ['StackName', 'RoleArn', 'TemplatePath']],
    ['REPLACE_ON_FAILURE', ['StackName', 'RoleArn', 'TemplatePath']],
    ['DELETE_ONLY', ['StackName', 'RoleArn']],
    ['CHANGE_SET_REPLACE', ['StackName', 'ChangeSetName', 'RoleArn', 'TemplatePath']],
    ['CHANGE_SET_EXECUTE', ['StackName', 'ChangeSetName']],
  ])('of mode %s needs %j', (ActionMode, keys) => {
    expect(problemOf({ ActionMode })).toBe(keys.map(empty).join('; '));
  });

  it.each([
    [{ ActionMode: 'CREATE' }, /^ActionMode must be one of CREATE_UPDATE, .* and not CREATE$/],
    [{ TemplatePath: 'template.json' }, /^TemplatePath must have the form ArtifactName::FileName, and not template/],
    [{ TemplatePath: 'Code::' }, /^TemplatePath must have the form/],
    [
      { TemplatePath: 'Code::../x' },
      /^TemplatePath must be the path of a file inside of an artifact, and not \.\.\/x$/,
    ],
    [{ TemplateConfiguration: 'Code::/etc/x' }, /^TemplateConfiguration must be the path of a file inside/],
    [{ TemplateConfiguration: 'Code' }, /^TemplateConfiguration must have the form/],
    [{ OutputFileName: 'a/../../x' }, /^OutputFileName must be the path of a file inside/],
    [{ OutputFileName: 'folder/' }, /^OutputFileName must be the path of a file inside/],
  ])('cannot have %j', (wrong, problem) => {
    expect(problemOf({ ...whole, ...wrong })).toMatch(problem);
  });
});
