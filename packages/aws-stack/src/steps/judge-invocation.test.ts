import { describe, expect, it } from 'vitest';
import { commentOf, readComment } from '../builds/build.ts';
import { linksOf } from '../functions/links.ts';
import { judgeInvocation } from './judge-invocation.ts';
import { readVariables } from './read-variables.ts';

const BUILD = { order: { timeoutMinutes: 7 } as never, open: { step: 'build', attempt: 1, token: 't' } } as const;

describe('the end of a command', () => {
  it.each([
    [{ Status: 'InProgress' }, 'under way'],
    [{ Status: 'Cancelling' }, 'under way'],
    [{ Status: 'Success', ResponseCode: 0 }, { state: 'succeeded' }],
    [
      { Status: 'Failed', ResponseCode: 3 },
      { state: 'failed', error: 'CommandFailed', message: 'The command failed with exit code 3.' },
    ],
    [
      { Status: 'TimedOut', StatusDetails: 'Execution Timed Out' },
      { state: 'failed', error: 'TimedOut', message: 'The command did not end within 7 minutes (TimeoutMinutes).' },
    ],
    [
      { Status: 'TimedOut', StatusDetails: 'Delivery Timed Out' },
      { state: 'failed', error: 'Interrupted', message: 'The machine did not take the command (Delivery Timed Out).' },
    ],
    [
      { Status: 'Failed', StatusDetails: 'Undeliverable' },
      { state: 'failed', error: 'Interrupted', message: 'The machine did not take the command (Undeliverable).' },
    ],
    [
      { Status: 'Cancelled' },
      { state: 'failed', error: 'CommandFailed', message: 'The command was cancelled in Run Command.' },
    ],
  ] as const)('%j', (invocation, expected) => {
    expect(judgeInvocation(invocation, BUILD)).toEqual(expected);
  });

  it('is no failure of a build that was cancelled', () => {
    expect(judgeInvocation({ Status: 'Cancelled' }, { ...BUILD, cancelled: 'stopped' })).toEqual({
      ...{ state: 'failed', error: 'Cancelled', message: 'stopped' },
    });
  });

  it('tells whose command it was by its comment', () => {
    expect(readComment(commentOf('job-1-a', 'upload', 12))).toEqual({ id: 'job-1-a', step: 'upload', attempt: 12 });
    expect(readComment('something else')).toBeUndefined();
    expect(readComment(undefined)).toBeUndefined();
  });
});

describe('output variables', () => {
  const printed = (text: string) => `some output\ncodeyard-variables ${Buffer.from(text).toString('base64')}\n`;

  it.each([
    ['nothing', 'no line', {}],
    ['lines', printed('A=1\nB=x=y\r\n\n'), { A: '1', B: 'x=y' }],
  ])('of %s', (_, output, variables) => {
    expect(readVariables(output)).toEqual({ variables });
  });

  it('that are none are a problem', () => {
    expect(readVariables(printed('not a variable'))).toEqual({
      problem: 'CODEYARD_VARIABLES: "not a variable" is not of the form NAME=value.',
    });
  });
});

describe('links', () => {
  const arn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:flow';

  it('lead to the console of AWS, or to the pages of the Codeyard whose API is used', () => {
    expect(linksOf(arn, undefined)).toEqual({
      EntityUrl: `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/statemachines/view/${arn}`,
      ExecutionUrl:
        'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/{ExternalExecutionId}',
    });
    expect(linksOf(arn, 'http://127.0.0.1:4600').ExecutionUrl).toBe(
      'http://127.0.0.1:4600/_codeyard/executions/{ExternalExecutionId}',
    );
  });
});
