import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { type ActionDeclaration, CodePipeline } from '@aws-sdk/client-codepipeline';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { action, openPipelineLab, type PipelineLab, pipeline, s3Source, until } from './testing/pipeline-lab.ts';

let lab: PipelineLab;

beforeAll(async () => {
  lab = await openPipelineLab();
  await lab.putSource({ 'page.html': 'one' });
  await lab.yard.client(SecretsManager).createSecret({ Name: 'key', SecretString: '{"token":"hush-hush"}' });
});

afterAll(() => lab?.close());

const run = (rest: Partial<ActionDeclaration>): ActionDeclaration => ({
  name: 'Run',
  actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
  inputArtifacts: [{ name: 'Code' }],
  namespace: 'Run',
  ...rest,
});

async function outcome(name: string, ...actions: ActionDeclaration[]) {
  await lab.create({ ...pipeline(name, ['Source', s3Source], ['Work', ...actions]), pipelineType: 'V2' });
  return await lab.outcome(name);
}

async function logOf(name: string): Promise<string> {
  const logs = lab.yard.client(CloudWatchLogs);
  const { events = [] } = await logs.filterLogEvents({ logGroupName: `/aws/codepipeline/${name}` });
  return events.map(({ message }) => message).join('');
}

describe('commands', () => {
  it('run on the input artifact, with variables, and leave files and variables behind', async () => {
    const deploy = action('Deploy/AWS/S3', 'Put', {
      configuration: { BucketName: 'site', Extract: 'true', ObjectKey: '#{Run.WORD}' },
      inputArtifacts: [{ name: 'Out' }],
      runOrder: 2,
    });
    const work = run({
      commands: [
        'text=$(cat page.html)',
        'export WORD="$GREETING-$text"',
        'echo "$WORD $SECRET" > out.txt',
        'echo $SECRET',
      ],
      environmentVariables: [
        { name: 'GREETING', value: 'v#{Get.VersionId}', type: 'PLAINTEXT' },
        { name: 'SECRET', value: 'key:token', type: 'SECRETS_MANAGER' },
      ],
      outputVariables: ['WORD'],
      outputArtifacts: [{ name: 'Out', files: ['*.txt'] }],
    });
    expect(await outcome('commands', work, deploy)).toBe('Succeeded');
    const { actionExecutionDetails = [] } = await lab.codepipeline.listActionExecutions({ pipelineName: 'commands' });
    const word = actionExecutionDetails[1]?.output?.outputVariables?.WORD ?? '';
    expect(word).toMatch(/^v\S+-one$/);
    const stream = /^arn:aws:logs:\S+:log-group:\/aws\/codepipeline\/commands:log-stream:\S+$/;
    expect(actionExecutionDetails[1]?.output?.executionResult?.logStreamARN).toMatch(stream);
    const { stageStates } = await lab.codepipeline.getPipelineState({ name: 'commands' });
    expect(stageStates?.[1]?.actionStates?.[0]?.latestExecution?.logStreamARN).toMatch(stream);
    expect(await lab.text('site', `${word}/out.txt`)).toBe(`${word} hush-hush\n`);
    const { Contents } = await lab.s3.listObjectsV2({ Bucket: 'site' });
    expect(Contents?.map(({ Key }) => Key)).toEqual([`${word}/out.txt`]);
    const log = await until(async () => {
      const text = await logOf('commands');
      return text.includes('***') ? text : undefined;
    });
    expect(log).not.toContain('hush-hush');
    expect((await lab.codebuild.listProjects({})).projects).toEqual([]);
    expect((await lab.codebuild.listBuilds({})).ids).toEqual([]);
  });

  it('fail their action with what failed', async () => {
    expect(await outcome('failing', run({ commands: ['exit 3'] }))).toBe('Failed');
    const { stageStates } = await lab.codepipeline.getPipelineState({ name: 'failing' });
    expect(stageStates?.[1]?.actionStates?.[0]?.latestExecution?.errorDetails).toMatchObject({ code: 'JobFailed' });
    expect(await outcome('lost', run({ commands: ['echo #{Get.Nothing}'] }))).toBe('Failed');
    const lost = await lab.codepipeline.getPipelineState({ name: 'lost' });
    expect(lost.stageStates?.[1]?.actionStates?.[0]?.latestExecution?.errorDetails?.message).toMatch(
      /#\{Get\.Nothing\}/,
    );
  });

  it('let in and keep out as rules', async () => {
    for (const [command, status] of [
      ['test "$(cat page.html)" = one', 'Succeeded'],
      ['false', 'Failed'],
    ] as const) {
      const name = `gate-${status}`;
      const declaration = pipeline(name, ['Source', s3Source], ['Work', run({ commands: ['true'] })]);
      const rule = {
        name: 'Check',
        ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider: 'Commands', version: '1' },
        commands: [command],
        inputArtifacts: [{ name: 'Code' }],
      };
      const beforeEntry = { conditions: [{ result: 'FAIL' as const, rules: [rule] }] };
      const stages = declaration.stages?.map((stage) => (stage.name === 'Work' ? { ...stage, beforeEntry } : stage));
      await lab.create({ ...declaration, pipelineType: 'V2', ...(stages ? { stages } : {}) });
      expect(await lab.outcome(name)).toBe(status);
    }
  });
});

describe('a pipeline that starts another', () => {
  it('hands it variables, and is done once it runs', async () => {
    const codepipeline = lab.yard.client(CodePipeline);
    const work = run({ commands: ['echo "#{variables.COLOUR}"'] });
    const inner = { ...pipeline('inner', ['Source', s3Source], ['Work', work]), pipelineType: 'V2' as const };
    await lab.create({ ...inner, variables: [{ name: 'COLOUR', defaultValue: 'none' }] });
    await lab.outcome('inner');
    const invoke = (configuration: Record<string, string>): ActionDeclaration => ({
      name: 'Invoke',
      actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'CodePipeline', version: '1' },
      configuration: { PipelineName: 'inner', ...configuration },
    });
    expect(await outcome('outer', invoke({ Variables: '[{"name":"COLOUR","value":"green"}]' }))).toBe('Succeeded');
    const started = await until(async () => {
      const { id } = await lab.latest('inner');
      const request = { pipelineName: 'inner', pipelineExecutionId: id };
      const { pipelineExecution } = await codepipeline.getPipelineExecution(request);
      return pipelineExecution?.trigger?.triggerType === 'StartPipelineExecution' ? pipelineExecution : undefined;
    });
    expect(started.variables).toEqual([{ name: 'COLOUR', resolvedValue: 'green' }]);
    expect(await outcome('wrong', invoke({ Variables: '{}' }))).toBe('Failed');
    expect(await outcome('unknown', invoke({ PipelineName: 'none' }))).toBe('Failed');
  });
});
