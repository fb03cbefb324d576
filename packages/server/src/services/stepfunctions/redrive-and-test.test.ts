import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { until } from '../../testing/until.ts';

const roleArn = 'arn:aws:iam::123456789012:role/states';
const READ = 'arn:aws:states:::aws-sdk:ssm:getParameter';
let yard: Yard;
let sfn: SFN;

beforeAll(async () => {
  yard = await startYard();
  sfn = yard.client(SFN, { disableHostPrefix: true });
});
afterAll(() => yard.stop());

const ended = (executionArn: string) =>
  until(async () => {
    const told = await sfn.describeExecution({ executionArn });
    return told.status !== 'RUNNING' && told;
  });

describe('RedriveExecution', () => {
  it('goes on with a failed execution from where it was, over restarts too', async () => {
    const states = {
      First: { Type: 'Pass', Result: { Name: '/late' }, Next: 'Read' },
      Read: { Type: 'Task', Resource: READ, ResultSelector: { 'value.$': '$.Parameter.Value' }, End: true },
    };
    const { stateMachineArn } = await sfn.createStateMachine({
      ...{ name: 'redriven', roleArn, definition: JSON.stringify({ StartAt: 'First', States: states }) },
    });
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn });
    const failed = await ended(executionArn);
    expect(failed).toMatchObject({
      status: 'FAILED',
      error: 'Ssm.ParameterNotFoundException',
      redriveCount: 0,
      redriveStatus: 'REDRIVABLE',
    });
    await yard.restart();
    await yard.context.aws.ssm.putParameter({ Name: '/late', Value: 'there', Type: 'String' });
    const { redriveDate } = await sfn.redriveExecution({ executionArn });
    expect(redriveDate).toBeInstanceOf(Date);
    const told = await ended(executionArn);
    expect(told).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"value":"there"}',
      redriveCount: 1,
      redriveStatus: 'NOT_REDRIVABLE',
    });
    expect(told.error).toBeUndefined();
    const { events } = await sfn.getExecutionHistory({ executionArn });
    expect(events?.map(({ type }) => type)).toEqual([
      ...[
        'ExecutionStarted',
        'PassStateEntered',
        'PassStateExited',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskFailed',
      ],
      ...[
        'ExecutionFailed',
        'ExecutionRedriven',
        'TaskScheduled',
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    ]);
    await expect(sfn.redriveExecution({ executionArn })).rejects.toMatchObject({
      ...{ name: 'ExecutionNotRedrivable', message: 'Execution is SUCCEEDED and cannot be redriven' },
    });
  });
});

describe('TestState', () => {
  const task = (rest: object = {}) => ({ Type: 'Task', Resource: READ, ...rest });
  const test = (definition: object, rest: object = {}) =>
    sfn.testState({ definition: JSON.stringify(definition), roleArn, ...rest });

  it('does the work of one state', async () => {
    await yard.context.aws.ssm.putParameter({ Name: '/tested', Value: 'v', Type: 'String' });
    expect(
      await test({ Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'B' }, { input: '{"n":1}' }),
    ).toMatchObject({
      ...{ status: 'SUCCEEDED', output: '{"n":2}', nextState: 'B' },
    });
    const choice = {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericGreaterThan: 5, Next: 'Big' }],
      Default: 'Small',
    };
    expect(await test(choice, { input: '{"n":7}' })).toMatchObject({ nextState: 'Big' });
    const read = await test(task({ End: true, ResultPath: '$.read' }), {
      input: '{"Name":"/tested"}',
      inspectionLevel: 'DEBUG',
    });
    expect(JSON.parse(read.output ?? '').read.Parameter.Value).toBe('v');
    expect(JSON.parse(read.inspectionData?.result ?? '').Parameter.Name).toBe('/tested');
  });

  it('tells of what fails, what would be tried again, and what is caught', async () => {
    const input = '{"Name":"/nowhere"}';
    expect(await test(task({ End: true }), { input })).toMatchObject({
      status: 'FAILED',
      error: 'Ssm.ParameterNotFoundException',
    });
    const all = { ErrorEquals: ['States.ALL'] };
    expect(await test(task({ End: true, Retry: [all] }), { input })).toMatchObject({ status: 'RETRIABLE' });
    const caught = task({ End: true, Catch: [{ ...all, Next: 'Mend', ResultPath: '$.error' }] });
    expect(await test(caught, { mock: { errorOutput: { error: 'E', cause: 'c' } } })).toMatchObject({
      ...{ status: 'CAUGHT_ERROR', error: 'E', nextState: 'Mend', output: '{"error":{"Error":"E","Cause":"c"}}' },
    });
  });

  it('takes a state of a whole definition, and a mock in place of a task', async () => {
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: task({ Resource: `${READ}.waitForTaskToken`, End: true }) },
    };
    const mocked = await test(definition, { stateName: 'B', mock: { result: '{"a":1}' } });
    expect(mocked).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
    await expect(test(definition)).rejects.toThrow(/stateName must be given/);
    await expect(test(definition, { stateName: 'B' })).rejects.toThrow(/only be tested with a mock/);
    await expect(test({ Type: 'Nothing' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
});
