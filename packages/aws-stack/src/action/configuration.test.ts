import { describe, expect, it } from 'vitest';
import { readConfiguration } from './configuration.ts';

const OWN = { ImageId: 'ami-0123456789abcdef0', InstanceType: 'm5.large', Command: 'make' };
const order = (given: Record<string, string>, outputs: string[] = []) => {
  const read = readConfiguration(given, outputs);
  if (!read.ok) throw new Error(read.problems.join('; '));
  return read.order;
};
const problems = (given: Record<string, string>, outputs: string[] = []) => {
  const read = readConfiguration(given, outputs);
  return read.ok ? [] : read.problems;
};

describe('the configuration of an action', () => {
  it('is as in the article', () => {
    const given = { ...OWN, WorkingDirectory: 'app', OutputArtifactPath: 'app/dist' };
    expect(order(given, ['Result'])).toEqual({
      ...{ command: 'make', workingDirectory: 'app', timeoutMinutes: 60, environment: {} },
      outputs: [{ artifact: 'Result', paths: ['app/dist'] }],
      machine: {
        ...{ lifecycle: 'on-demand', imageId: OWN.ImageId, instanceTypes: ['m5.large'] },
        ...{ subnetIds: [], securityGroupIds: [] },
      },
    });
  });

  it('may say more', () => {
    const more = {
      ...{ InstanceType: 'm5.large, m5a.large', TimeoutMinutes: '5', Pool: 'spot', InstanceProfile: 'builder' },
      ...{
        Environment: 'A=1\nB=x=y',
        Network: 'subnet-1, sg-2 sg-3',
        OutputArtifactPath: 'One=dist,Two=a.txt\nOne=b',
      },
    };
    expect(order({ ...OWN, ...more }, ['One', 'Two'])).toMatchObject({
      ...{ timeoutMinutes: 5, environment: { A: '1', B: 'x=y' } },
      outputs: [
        { artifact: 'One', paths: ['dist', 'b'] },
        { artifact: 'Two', paths: ['a.txt'] },
      ],
      machine: {
        ...{ lifecycle: 'spot', instanceTypes: ['m5.large', 'm5a.large'], subnetIds: ['subnet-1'] },
        ...{ securityGroupIds: ['sg-2', 'sg-3'], instanceProfile: 'builder' },
      },
    });
    expect(order({ ...OWN, Environment: '{"A": "line\\nline", "N": 5}' }).environment).toEqual({
      A: 'line\nline',
      N: '5',
    });
  });

  it('may name a pool, which says what its machines are', () => {
    expect(order({ Command: 'make', Pool: 'linux' }).machine).toEqual({ pool: 'linux' });
    expect(problems({ ...OWN, Pool: 'linux' })).toEqual([
      'ImageId: is what the pool linux says. Leave it out, or leave out Pool.',
      'InstanceType: is what the pool linux says. Leave it out, or leave out Pool.',
    ]);
  });

  it.each([
    [{}, ['Command: is required', 'ImageId: is required', 'InstanceType: is required']],
    [{ ...OWN, ImageId: 'windows' }, ['ImageId: "windows" is not the id of an AMI']],
    [{ ...OWN, InstanceType: 'large' }, ['InstanceType: "large" is not an instance type']],
    [{ ...OWN, Colour: 'red' }, ['Colour: is not a key of this action']],
    [{ ...OWN, TimeoutMinutes: 'long' }, ['TimeoutMinutes: "long" is not a number of minutes from 1 to 2880']],
    [{ ...OWN, TimeoutMinutes: '0' }, ['TimeoutMinutes: "0"']],
    [{ ...OWN, WorkingDirectory: '../other' }, ['WorkingDirectory: "../other" leads out of the input artifact']],
    [{ ...OWN, WorkingDirectory: '/etc' }, ['WorkingDirectory: "/etc" leads out']],
    [{ ...OWN, Environment: 'A' }, ['Environment: "A" is not of the form NAME=value']],
    [{ ...OWN, Environment: '1A=x' }, ['Environment: "1A" is not the name of a variable']],
    [{ ...OWN, Environment: '{' }, ['Environment: is not valid JSON']],
    [{ ...OWN, Environment: '{"A": {}}' }, ['Environment: "A" is not a text']],
    [{ ...OWN, Network: 'vpc-1' }, ['Network: "vpc-1" is neither a subnet']],
    [{ ...OWN, InstanceProfile: 'a b' }, ['InstanceProfile: "a b" is not the name or the ARN']],
    [{ ...OWN, Pool: 'a b' }, ['Pool: "a b" is not the name of a pool']],
    [
      { ...OWN, OutputArtifactPath: 'dist' },
      ['OutputArtifactPath: "dist" goes nowhere: the action has no output artifact'],
    ],
  ])('%j is refused with the key at fault', (given, expected) => {
    const found = problems(given);
    expect(found.length).toBe(expected.length);
    for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
  });

  it.each([
    [
      '',
      [
        'OutputArtifactPath: says nothing of the output artifact One',
        'OutputArtifactPath: says nothing of the output artifact Two',
      ],
    ],
    ['dist', ['does not say which output artifact it goes into', 'says nothing of', 'says nothing of']],
    ['One=../x,Two=y', ['"../x" leads out', 'says nothing of the output artifact One']],
  ])('paths %j do not do for two artifacts', (OutputArtifactPath, expected) => {
    const found = problems({ ...OWN, OutputArtifactPath }, ['One', 'Two']);
    expect(found.length).toBe(expected.length);
    for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
  });
});
