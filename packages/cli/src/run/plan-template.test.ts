import type { TemplateFindings } from '@codeyard/engine/template/template-question';
import { describe, expect, it } from 'vitest';
import { findRunnable, planTemplate, stackNameOf } from './plan-template.ts';
import { showProblems } from './show-problems.ts';

const PIPELINE = 'AWS::CodePipeline::Pipeline';
const PROJECT = 'AWS::CodeBuild::Project';
const resources = (...types: string[]) => types.map((type, index) => ({ id: `R${index}`, type, isRecorded: false }));
const request = (id: string, operation: string, input: object) => ({
  ...{ id, path: ['Resources', id], client: '', operation },
  input: input as never,
});

describe('what of a stack is run', () => {
  it('is its only pipeline, or its only project where it has none', () => {
    const source = { type: 'GITHUB', location: 'https://github.com/a/b' };
    const requests = [request('R1', 'CreateProject', { source })];
    expect(findRunnable({ resources: resources(PIPELINE, PROJECT, PROJECT), requests: [] }, 'x.yml')).toEqual({
      ...{ kind: 'pipeline', id: 'R0', repositories: [] },
    });
    expect(findRunnable({ resources: resources('AWS::S3::Bucket', PROJECT), requests }, 'x.yml')).toEqual({
      ...{ kind: 'project', id: 'R1', repositories: ['https://github.com/a/b'] },
    });
  });

  it.each([[[]], [[PIPELINE, PIPELINE]], [[PROJECT, PROJECT]]])('is not known for %j', (types) => {
    expect(() => findRunnable({ resources: resources(...types), requests: [] }, '/a/x.yml')).toThrow(/^x.yml holds/);
  });
});

describe('the name of a stack', () => {
  it.each([
    ['/a/pipeline.yml', 'pipeline'],
    ['/a/web_app.template.json', 'web-app'],
    ['/a/2nd try.yml', 'stack-2nd-try'],
    ['/a/___.yml', 'stack'],
  ])('of %s is %s', (file, name) => expect(stackNameOf(file)).toBe(name));
});

describe('a template that something is wrong with', () => {
  const text = 'Resources:\n  Store:\n    Type: AWS::S3::Bucket\n';
  const target = { kind: 'template' as const, file: '/a/x.yml', folder: '/a', text };
  const problem = {
    message: 'no such property',
    path: ['Resources', 'Store', 'Properties', 'Tags', 0],
    line: 2,
    column: 3,
  };

  it('is not run, and all of it is shown with what to do', () => {
    const findings: TemplateFindings = {
      ...{ problems: [problem], missing: ['P'], capabilities: [], resources: [], requests: [] },
    };
    const check = { checkTemplate: () => findings, checkPipeline: () => [] };
    const plan = () => planTemplate(target, check, { account: '1', region: 'r', parameters: {} });
    expect(plan).toThrow(/1 problem in \/a\/x\.yml\n\n.*--parameter P=VALUE$/s);
  });

  it('is told with place, resource, property and lines', () => {
    expect(showProblems([problem, { message: 'and more' }], { file: 'x.yml', text })).toBe(
      `x.yml:2:3: Store.Tags[0]: no such property
  1 | Resources:
  2 |   Store:
    |   ^

x.yml: and more
`,
    );
    expect(showProblems([{ message: 'm', path: ['Outputs', 'Url'] }], { file: 'x', text })).toBe('x: Outputs.Url: m\n');
  });
});
