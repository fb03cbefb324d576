import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { SFN } from '@aws-sdk/client-sfn';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../../testing/start-yard.ts';
import type { ResourceType } from '../resource-type.ts';
import { openResourceLab } from '../testing/resource-lab.ts';
import { stateMachineAlias } from './state-machine-alias.ts';

let yard: Yard;
let machine: string;

beforeAll(async () => {
  yard = await startYard();
  const sfn = yard.client(SFN);
  const definition = (Seconds: number) =>
    JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds, End: true } } });
  const roleArn = 'arn:aws:iam::123456789012:role/states';
  const made = await sfn.createStateMachine({ name: 'led', roleArn, definition: definition(1), publish: true });
  machine = made.stateMachineArn ?? '';
  await sfn.updateStateMachine({ stateMachineArn: machine, definition: definition(2), publish: true });
});

afterAll(() => yard?.stop());

const preference = (version: number, rest: object) => ({
  DeploymentPreference: { StateMachineVersionArn: `${machine}:${version}`, ...rest },
});

/** Percent of the alias's traffic that goes to version 2. */
async function weight(alias: string): Promise<number> {
  const { routingConfiguration = [] } = await yard
    .client(SFN)
    .describeStateMachineAlias({ stateMachineAliasArn: alias });
  return routingConfiguration.find(({ stateMachineVersionArn }) => stateMachineVersionArn?.endsWith(':2'))?.weight ?? 0;
}

/** Makes an alias of version 1, leads it to version 2, and tells how much goes there after each minute. */
async function lead(Name: string, rest: object, afterMinute?: () => Promise<unknown>): Promise<number[]> {
  const weights: number[] = [];
  const watched: ResourceType = {
    ...stateMachineAlias,
    async update(call) {
      const progress = (await stateMachineAlias.update?.(call)) ?? { state: 'done' };
      weights.push(await weight(call.physicalId));
      await afterMinute?.();
      return progress;
    },
  };
  const lab = openResourceLab(yard, watched, Name);
  const propertiesOf = (version: number): JsonObject => ({ Name, ...preference(version, rest) });
  const alias = await lab.create('make', propertiesOf(1));
  expect(await weight(alias)).toBe(0);
  await lab.update('change', alias, { previous: propertiesOf(1), properties: propertiesOf(2) });
  return weights;
}

describe('an alias that is led to another version', () => {
  it('goes there in equal steps', async () => {
    const weights = await lead('linear', { Type: 'LINEAR', Percentage: 40, Interval: 2 });
    expect(weights).toEqual([40, 40, 80, 80, 100]);
  });

  it('goes there by one step and then the rest', async () => {
    const weights = await lead('canary', { Type: 'CANARY', Percentage: '10', Interval: '3' });
    expect(weights).toEqual([10, 10, 10, 100]);
  });

  it('goes there at once', async () => {
    expect(await lead('at-once', { Type: 'ALL_AT_ONCE' })).toEqual([100]);
  });

  it('goes back when an alarm goes off', async () => {
    const cloudwatch = yard.client(CloudWatch);
    const metric = { Namespace: 'Led', MetricName: 'Errors', Statistic: 'Sum' as const, Period: 60, Threshold: 1 };
    const rule = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' as const };
    await cloudwatch.putMetricAlarm({ AlarmName: 'loud', ...metric, ...rule, TreatMissingData: 'ignore' });
    const rest = { Type: 'LINEAR', Percentage: 30, Interval: 1, Alarms: ['loud'] };
    const seen: number[] = [];
    const afterMinute = async () => {
      seen.push(await weight(`${machine}:alarmed`));
      if (seen.length < 2) return;
      await cloudwatch.setAlarmState({ AlarmName: 'loud', StateValue: 'ALARM', StateReason: 'a test' });
    };
    await expect(lead('alarmed', rest, afterMinute)).rejects.toThrow(/The alarm loud went off/);
    expect(seen).toEqual([30, 60]);
    expect(await weight(`${machine}:alarmed`)).toBe(0);
  });

  it('says what keeps it from going', async () => {
    await expect(lead('unsaid', { Type: 'LINEAR' })).rejects.toThrow(/Percentage/);
    await expect(lead('unknown', { Type: 'FAST' })).rejects.toThrow(/ALL_AT_ONCE, CANARY or LINEAR/);
  });
});
