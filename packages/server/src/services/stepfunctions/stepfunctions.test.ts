import { Lambda } from '@aws-sdk/client-lambda';
import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { zipOf } from '../../testing/zip-of.ts';

const roleArn = 'arn:aws:iam::123456789012:role/states';
const ACCOUNT = 'us-east-1:123456789012';
let yard: Yard;
let clock: FakeClock;
let sfn: SFN;
let made = 0;

beforeAll(async () => {
  clock = new FakeClock(Date.now());
  yard = await startYard({ clock });
  sfn = yard.client(SFN);
  await yard.client(Lambda).createFunction({
    FunctionName: 'work',
    Role: roleArn,
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Code: {
      ZipFile: zipOf({
        'index.mjs': `class Busy extends Error { name = 'Busy' }
          export const handler = async (event) => { if (event.fail) throw new Busy('not now'); return { did: event }; };`,
      }),
    },
  });
});

afterAll(() => yard?.stop());

const machine = (states: Record<string, object>, rest: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...rest,
});
const one = (state: object, rest: object = {}) => machine({ It: { End: true, ...state } }, rest);

async function create(definition: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): Promise<string> {
  const name = `m${++made}`;
  const { stateMachineArn = '' } = await sfn.createStateMachine({
    ...{ name, roleArn, type, definition: JSON.stringify(definition) },
  });
  return stateMachineArn;
}

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (let looks = 0; looks < 800; looks++) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not happen');
}

const ended = (executionArn: string | undefined) =>
  until(async () => {
    const told = await sfn.describeExecution({ executionArn });
    return told.status === 'RUNNING' ? undefined : told;
  });

async function run(definition: object, input: unknown = {}) {
  const stateMachineArn = await create(definition);
  const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify(input) });
  const told = await ended(executionArn);
  return { ...told, value: told.output === undefined ? undefined : (JSON.parse(told.output) as unknown) };
}

const typesOf = async (executionArn: string | undefined) =>
  (await sfn.getExecutionHistory({ executionArn, maxResults: 1_000 })).events?.map(({ type }) => type);

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  );

/** Time goes on once the execution waits for it. */
async function advance(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  clock.advance(milliseconds);
  await sfn.listStateMachines({}).catch(() => undefined);
}

describe('an execution', () => {
  it('goes through its states, and its history can be paged and read backwards', async () => {
    const stateMachineArn = await create(
      machine({ A: { Type: 'Pass', Result: 1, ResultPath: '$.a', Next: 'B' }, B: { Type: 'Succeed' } }),
    );
    const { executionArn } = await sfn.startExecution({ stateMachineArn, name: 'first', input: '{"x":1}' });
    expect(executionArn).toBe(`arn:aws:states:${ACCOUNT}:execution:m${made}:first`);
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"x":1,"a":1}', input: '{"x":1}' });
    const whole = await sfn.getExecutionHistory({ executionArn });
    expect(whole.events?.map(({ id, previousEventId, type }) => `${id} ${previousEventId} ${type}`)).toEqual([
      '1 0 ExecutionStarted',
      '2 0 PassStateEntered',
      '3 2 PassStateExited',
      '4 3 SucceedStateEntered',
      '5 4 SucceedStateExited',
      '6 5 ExecutionSucceeded',
    ]);
    expect(whole.events?.[1]?.stateEnteredEventDetails).toMatchObject({ name: 'A', input: '{"x":1}' });
    const page = await sfn.getExecutionHistory({ executionArn, maxResults: 2, reverseOrder: true });
    expect(page.events?.map(({ id }) => id)).toEqual([6, 5]);
    const { nextToken } = page;
    expect((await sfn.getExecutionHistory({ executionArn, reverseOrder: true, nextToken })).events?.[0]?.id).toBe(4);
    const bare = await sfn.getExecutionHistory({ executionArn, includeExecutionData: false });
    expect(bare.events?.[1]?.stateEnteredEventDetails).not.toHaveProperty('input');
    const { executions } = await sfn.listExecutions({ stateMachineArn, statusFilter: 'SUCCEEDED' });
    expect(executions?.map(({ name }) => name)).toEqual(['first']);
  });

  it('has a name once', async () => {
    const stateMachineArn = await create(one({ Type: 'Wait', Seconds: 1_000 }));
    const order = { stateMachineArn, name: 'same', input: '{"a":1}' };
    const first = await sfn.startExecution(order);
    expect((await sfn.startExecution(order)).executionArn).toBe(first.executionArn);
    expect(await refusal(sfn.startExecution({ ...order, input: '{}' }))).toMatch(/^ExecutionAlreadyExists/);
    expect(await refusal(sfn.startExecution({ ...order, name: 'a b' }))).toMatch(/^InvalidName/);
    expect(await refusal(sfn.startExecution({ stateMachineArn, input: '{' }))).toMatch(/^InvalidExecutionInput/);
    await sfn.stopExecution({ executionArn: first.executionArn, error: 'E', cause: 'enough' });
    expect(await ended(first.executionArn)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'enough' });
    expect(await refusal(sfn.startExecution(order))).toMatch(/^ExecutionAlreadyExists/);
  });

  it('waits without a process, through a restart of the server', async () => {
    const stateMachineArn = await create(one({ Type: 'Wait', Seconds: 3_600 }));
    const { executionArn } = await sfn.startExecution({ stateMachineArn });
    await yard.restart();
    expect((await sfn.describeExecution({ executionArn })).status).toBe('RUNNING');
    await advance(3_600_000);
    expect((await ended(executionArn)).status).toBe('SUCCEEDED');
  });

  it('times out as a whole', async () => {
    const stateMachineArn = await create(one({ Type: 'Wait', Seconds: 3_600 }, { TimeoutSeconds: 60 }));
    const { executionArn } = await sfn.startExecution({ stateMachineArn });
    await advance(61_000);
    expect((await ended(executionArn)).status).toBe('TIMED_OUT');
    expect((await typesOf(executionArn))?.at(-1)).toBe('ExecutionTimedOut');
  });

  it('of many states is durable all the way', async () => {
    const loop = machine({
      Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
      Enough: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericLessThan: 2_000, Next: 'Count' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    });
    expect(await run(loop, { n: 0 })).toMatchObject({ status: 'SUCCEEDED', value: { n: 2_000 } });
  });
});

describe('a task', () => {
  const FN = `arn:aws:lambda:${ACCOUNT}:function:work`;

  it('calls a function, by its ARN and by the service', async () => {
    const direct = await run(one({ Type: 'Task', Resource: FN }), { a: 1 });
    expect(direct).toMatchObject({ status: 'SUCCEEDED', value: { did: { a: 1 } } });
    expect(await typesOf(direct.executionArn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const Parameters = { FunctionName: 'work', 'Payload.$': '$' };
    const service = await run(one({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters }), { a: 1 });
    expect(service.value).toMatchObject({ StatusCode: 200, Payload: { did: { a: 1 } } });
  });

  it('has the error of its function, which is retried and caught by name', async () => {
    const definition = machine({
      Work: {
        ...{ Type: 'Task', Resource: FN, End: true },
        Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5, MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['Busy'], ResultPath: '$.error', Next: 'Caught' }],
      },
      Caught: { Type: 'Succeed' },
    });
    const stateMachineArn = await create(definition);
    const { executionArn } = await sfn.startExecution({ stateMachineArn, input: '{"fail":true}' });
    await until(async () => ((await typesOf(executionArn))?.includes('LambdaFunctionFailed') ? true : undefined));
    await advance(5_000);
    const { output = '' } = await ended(executionArn);
    const { error } = JSON.parse(output) as { error: { Error: string; Cause: string } };
    expect(error.Error).toBe('Busy');
    expect(JSON.parse(error.Cause)).toMatchObject({ errorMessage: 'not now' });
    expect((await typesOf(executionArn))?.filter((type) => type === 'LambdaFunctionFailed').length).toBe(2);
  });

  it('calls operations of the services that are here, and has their errors', async () => {
    await yard.context.aws.ssm.putParameter({ Name: 'colour', Value: 'red', Type: 'String' });
    const get = (Name: string) =>
      one({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter', Parameters: { Name } });
    expect((await run(get('colour'))).value).toMatchObject({ Parameter: { Value: 'red' } });
    expect(await run(get('none'))).toMatchObject({ status: 'FAILED', error: 'Ssm.ParameterNotFoundException' });
  });

  it('waits for a build, and for another execution', async () => {
    await yard.context.aws.codebuild.createProject({
      name: 'built',
      source: { type: 'NO_SOURCE', buildspec: '{"version":0.2,"phases":{"build":{"commands":["test $OK"]}}}' },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: 'x' },
      serviceRole: roleArn,
    });
    const build = (ok: string) =>
      one({
        ...{ Type: 'Task', Resource: 'arn:aws:states:::codebuild:startBuild.sync' },
        Parameters: {
          ProjectName: 'built',
          EnvironmentVariablesOverride: [{ Name: 'OK', Value: ok, Type: 'PLAINTEXT' }],
        },
      });
    const moving = setInterval(() => clock.advance(1_000), 20);
    try {
      const good = await run(build('yes'));
      expect(good.value).toMatchObject({ Build: { BuildStatus: 'SUCCEEDED' } });
      expect(await typesOf(good.executionArn)).toContain('TaskSubmitted');
      expect(await run(build(''))).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
      const inner = await create(one({ Type: 'Pass', Result: { made: 7 } }));
      const outer = await run(
        one({
          ...{ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', OutputPath: '$.Output' },
          Parameters: { StateMachineArn: inner, Input: { a: 1 } },
        }),
      );
      expect(outer.value).toEqual({ made: 7 });
    } finally {
      clearInterval(moving);
    }
  });

  it('waits for whoever has its token', async () => {
    const stateMachineArn = await create(
      machine({
        It: {
          ...{ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:ssm:putParameter.waitForTaskToken', End: true },
          ...{ HeartbeatSeconds: 60, Catch: [{ ErrorEquals: ['No'], Next: 'Refused' }] },
          Parameters: { Name: 'token', 'Value.$': '$$.Task.Token', Type: 'String', Overwrite: true },
        },
        Refused: { Type: 'Fail', Error: 'Refused' },
      }),
    );
    const tokenOf = async (executionArn: string | undefined) => {
      await until(async () => ((await typesOf(executionArn))?.includes('TaskSubmitted') ? true : undefined));
      return (await yard.context.aws.ssm.getParameter({ Name: 'token' })).Parameter?.Value;
    };
    const first = await sfn.startExecution({ stateMachineArn });
    const taskToken = await tokenOf(first.executionArn);
    await advance(50_000);
    await sfn.sendTaskHeartbeat({ taskToken });
    await advance(50_000);
    expect((await sfn.describeExecution({ executionArn: first.executionArn })).status).toBe('RUNNING');
    await sfn.sendTaskSuccess({ taskToken, output: '{"ok":true}' });
    expect(await ended(first.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
    expect(await refusal(sfn.sendTaskSuccess({ taskToken, output: '{}' }))).toMatch(/^TaskTimedOut/);
    expect(await refusal(sfn.sendTaskSuccess({ taskToken: 'x', output: '{}' }))).toMatch(/^InvalidToken/);
    const second = await sfn.startExecution({ stateMachineArn });
    await sfn.sendTaskFailure({ taskToken: await tokenOf(second.executionArn), error: 'No', cause: 'n' });
    expect(await ended(second.executionArn)).toMatchObject({ status: 'FAILED', error: 'Refused' });
    const third = await sfn.startExecution({ stateMachineArn });
    await tokenOf(third.executionArn);
    await advance(61_000);
    expect(await ended(third.executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('may be an activity, taken by one worker', async () => {
    const { activityArn = '' } = await sfn.createActivity({ name: 'by-hand' });
    const stateMachineArn = await create(one({ Type: 'Task', Resource: activityArn }));
    const { executionArn } = await sfn.startExecution({ stateMachineArn, input: '{"n":1}' });
    const { taskToken, input } = await sfn.getActivityTask({ activityArn, workerName: 'ann' });
    expect(input).toBe('{"n":1}');
    await sfn.sendTaskSuccess({ taskToken, output: '2' });
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' });
    expect(await typesOf(executionArn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'ActivityScheduled',
      'ActivityStarted',
      'ActivitySucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect((await sfn.listActivities({})).activities?.map(({ name }) => name)).toEqual(['by-hand']);
    await sfn.deleteActivity({ activityArn });
    expect(await refusal(sfn.describeActivity({ activityArn }))).toMatch(/^ActivityDoesNotExist/);
  });
});

describe('a state machine', () => {
  it('that cannot be run is refused with every place', async () => {
    const definition = JSON.stringify({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, C: { Type: 'Succeed' } },
    });
    const name = 'broken';
    expect(await refusal(sfn.createStateMachine({ name, roleArn, definition }))).toMatch(
      /^InvalidDefinition: .*MISSING_TRANSITION_TARGET: Missing 'Next' target: B at \/States\/A\/Next, .*"C" is not reachable/,
    );
    const told = await sfn.validateStateMachineDefinition({ definition });
    expect(told.result).toBe('FAIL');
    expect(told.diagnostics?.[0]).toMatchObject({ severity: 'ERROR', location: '/States/A/Next' });
    const absent = one({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' });
    expect(await refusal(create(absent))).toMatch(/sqs:sendMessage is not implemented by Codeyard yet/);
  });

  it('is made once, changed, described, listed and deleted', async () => {
    const definition = JSON.stringify(one({ Type: 'Pass' }));
    const again = { name: 'kept', roleArn, definition };
    const { stateMachineArn } = await sfn.createStateMachine({ ...again, tags: [{ key: 'a', value: '1' }] });
    expect((await sfn.createStateMachine(again)).stateMachineArn).toBe(stateMachineArn);
    const other = JSON.stringify(one({ Type: 'Succeed', End: undefined }));
    expect(await refusal(sfn.createStateMachine({ ...again, definition: other }))).toMatch(
      /^StateMachineAlreadyExists/,
    );
    await sfn.updateStateMachine({ stateMachineArn, definition: other });
    expect(await sfn.describeStateMachine({ stateMachineArn })).toMatchObject({
      ...{ name: 'kept', status: 'ACTIVE', type: 'STANDARD', definition: other, roleArn },
    });
    const { stateMachines } = await sfn.listStateMachines({ maxResults: 1_000 });
    expect(stateMachines?.map(({ name }) => name)).toContain('kept');
    await sfn.tagResource({ resourceArn: stateMachineArn, tags: [{ key: 'b', value: '2' }] });
    await sfn.untagResource({ resourceArn: stateMachineArn, tagKeys: ['a'] });
    expect((await sfn.listTagsForResource({ resourceArn: stateMachineArn })).tags).toEqual([{ key: 'b', value: '2' }]);
    await sfn.deleteStateMachine({ stateMachineArn });
    expect(await refusal(sfn.describeStateMachine({ stateMachineArn }))).toMatch(/^StateMachineDoesNotExist/);
  });

  it('has versions and aliases', async () => {
    const stateMachineArn = await create(one({ Type: 'Pass', Result: 1 }));
    const { stateMachineVersionArn: first = '' } = await sfn.publishStateMachineVersion({ stateMachineArn });
    expect(first).toBe(`${stateMachineArn}:1`);
    await sfn.updateStateMachine({ stateMachineArn, definition: JSON.stringify(one({ Type: 'Pass', Result: 2 })) });
    const { stateMachineVersionArn: second = '' } = await sfn.publishStateMachineVersion({ stateMachineArn });
    const route = (arn: string, weight = 100) => ({ stateMachineVersionArn: arn, weight });
    const { stateMachineAliasArn = '' } = await sfn.createStateMachineAlias({
      name: 'live',
      routingConfiguration: [route(first)],
    });
    const output = async (arn: string) =>
      (await ended((await sfn.startExecution({ stateMachineArn: arn })).executionArn)).output;
    expect([await output(stateMachineAliasArn), await output(second)]).toEqual(['1', '2']);
    await sfn.updateStateMachineAlias({ stateMachineAliasArn, routingConfiguration: [route(second)] });
    expect(await output(stateMachineAliasArn)).toBe('2');
    expect(await refusal(sfn.deleteStateMachineVersion({ stateMachineVersionArn: second }))).toMatch(/^Conflict/);
    const { stateMachineVersions } = await sfn.listStateMachineVersions({ stateMachineArn });
    expect(stateMachineVersions?.map((version) => version.stateMachineVersionArn)).toEqual([second, first]);
  });

  it('of type EXPRESS answers at once, or in the background', async () => {
    const stateMachineArn = await create(one({ Type: 'Pass', Result: 'now' }), 'EXPRESS');
    // The SDK would put `sync-` before the name of the host.
    const direct = yard.client(SFN, { disableHostPrefix: true });
    await direct.listStateMachines({}).catch(() => undefined);
    expect(await direct.startSyncExecution({ stateMachineArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '"now"',
    });
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn });
    expect(executionArn).toMatch(/:express:/);
    expect(await refusal(sfn.getExecutionHistory({ executionArn }))).toMatch(/^StateMachineTypeNotSupported/);
  });
});
