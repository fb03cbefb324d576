import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SNS } from '@aws-sdk/client-sns';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startServer } from './testing/server-process.ts';

let server: ServerProcess;
let cloudformation: CloudFormation;
let sns: SNS;
let ssm: SSM;

beforeAll(async () => {
  server = await startServer();
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials, maxAttempts: 20 };
  [cloudformation, sns, ssm] = [new CloudFormation(settings), new SNS(settings), new SSM(settings)];
});
afterAll(() => server?.stop());

const topic = (Properties: object, rest: object = {}) => ({ Type: 'AWS::SNS::Topic', Properties, ...rest });
const parameter = (Value: unknown, rest: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value },
  ...rest,
});
const text = (Resources: object) =>
  JSON.stringify({ Resources, Outputs: { A: { Value: { Ref: 'A' }, Export: { Name: 'a' } } } });

const FIRST = text({
  A: topic({ DisplayName: 'a' }),
  B: parameter({ Ref: 'A' }),
  C: topic({ DisplayName: { 'Fn::GetAtt': ['B', 'Value'] } }),
  D: parameter('d', { DependsOn: ['A'] }),
  E: topic({}, { DependsOn: ['C', 'D'] }),
});
const SECOND = text({
  A: topic({ DisplayName: 'changed' }),
  B: parameter({ Ref: 'A' }),
  C: topic({ DisplayName: 'c', TopicName: 'restart-named' }),
  F: parameter({ Ref: 'C' }),
});
const BROKEN = text({
  A: topic({ DisplayName: 'again', TopicName: 'restart-replaced' }),
  B: parameter({ Ref: 'A' }),
  C: topic({ DisplayName: 'other', TopicName: 'restart-named' }),
  F: parameter('f'),
  G: topic({ TopicName: 'no name' }, { DependsOn: ['A', 'B', 'C', 'F'] }),
});

/** Waits for a stack; the server is killed whenever something has happened to it. */
async function trouble(StackId: string): Promise<{ status: string; kills: number }> {
  let seen = 0;
  let kills = 0;
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    const [stack] = (await cloudformation.describeStacks({ StackName: StackId })).Stacks ?? [];
    const status = stack?.StackStatus ?? '';
    if (!/IN_PROGRESS$/.test(status)) return { status, kills };
    const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: StackId });
    if (StackEvents.length > seen) {
      kills++;
      await server.kill();
      await server.start();
    }
    seen = StackEvents.length;
  }
  throw new Error('the stack did not come to rest');
}

async function world() {
  const { Topics = [] } = await sns.listTopics({});
  const topics = Topics.map(({ TopicArn = '' }) => TopicArn.split(':').at(-1) ?? '');
  const { Parameters = [] } = await ssm.describeParameters({});
  return [...topics, ...Parameters.map(({ Name = '' }) => Name)].sort();
}

async function resources(StackName: string) {
  const { StackResources = [] } = await cloudformation.describeStackResources({ StackName });
  return StackResources.map(({ PhysicalResourceId = '' }) => PhysicalResourceId.split(':').at(-1) ?? '').sort();
}

describe('a stack, on a server that is killed whenever something has happened to it', () => {
  it('is made, changed, brought back and deleted as if nothing had been', async () => {
    const StackName = 'restart';
    const { StackId = '' } = await cloudformation.createStack({ StackName, TemplateBody: FIRST });
    const made = await trouble(StackId);
    expect(made.status).toBe('CREATE_COMPLETE');
    expect(await resources(StackName)).toHaveLength(5);
    expect(await world()).toEqual(await resources(StackName));

    await cloudformation.updateStack({ StackName, TemplateBody: SECOND });
    const updated = await trouble(StackId);
    expect(updated.status).toBe('UPDATE_COMPLETE');
    const after = await world();
    expect(await resources(StackName)).toHaveLength(4);
    expect(after).toEqual(await resources(StackName));
    expect(after).toContain('restart-named');

    await cloudformation.updateStack({ StackName, TemplateBody: BROKEN });
    const back = await trouble(StackId);
    expect(back.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await world()).toEqual(after);
    const TopicArn = (await sns.listTopics({})).Topics?.find((one) =>
      one.TopicArn?.endsWith(':restart-named'),
    )?.TopicArn;
    expect((await sns.getTopicAttributes({ TopicArn })).Attributes?.DisplayName).toBe('c');

    await cloudformation.deleteStack({ StackName });
    const gone = await trouble(StackId);
    expect(gone.status).toBe('DELETE_COMPLETE');
    expect(await world()).toEqual([]);
    expect((await cloudformation.listExports({})).Exports ?? []).toEqual([]);
    expect(made.kills + updated.kills + back.kills + gone.kills).toBeGreaterThan(12);
  }, 300_000);
});
