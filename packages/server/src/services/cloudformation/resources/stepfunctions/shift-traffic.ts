import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { DONE, type ExistingCall, type Progress, ResourceFailure, textOf } from '../resource-type.ts';

const MINUTE_MS = 60_000;

/** How an alias goes over to another version. */
interface Preference {
  readonly target: string;
  readonly type: string;
  /** Percent. */
  readonly step: number;
  readonly intervalMinutes: number;
  /** Names of alarms that end it. */
  readonly alarms: readonly string[];
}

/**
 * Leads an alias to another version: at once, in one step and then the rest (CANARY), or in equal steps (LINEAR). It is called every
 * minute until all traffic goes to the version, and gives the old one everything back when an alarm goes off. Where it stands is what
 * the alias says.
 */
export async function shiftTraffic(call: ExistingCall): Promise<Progress> {
  const preference = preferenceOf(call.properties);
  const routes = await routesOf(call);
  const old = routes.find(({ version, weight }) => version !== preference.target && weight > 0);
  if (!old) return DONE;
  await stopForAlarm(call, preference, old.version);
  const minutesLeft = Number(call.memo?.minutesLeft ?? 0);
  if (minutesLeft > 0) return waiting(minutesLeft - 1);
  const weight = nextWeight(preference, 100 - old.weight);
  await route(call, preference.target, weight, old.version);
  return weight === 100 ? DONE : waiting(preference.intervalMinutes - 1);
}

const waiting = (minutesLeft: number): Progress => ({ state: 'waiting', memo: { minutesLeft }, afterMs: MINUTE_MS });

function nextWeight({ type, step }: Preference, weight: number): number {
  if (type === 'ALL_AT_ONCE' || (type === 'CANARY' && weight > 0)) return 100;
  return Math.min(100, weight + step);
}

/** Refuses what cannot be followed. */
export function preferenceOf({ DeploymentPreference }: JsonObject): Preference {
  const { StateMachineVersionArn, Type, Percentage, Interval, Alarms } = asObject(DeploymentPreference);
  const type = textOf(Type) ?? '';
  if (!['ALL_AT_ONCE', 'CANARY', 'LINEAR'].includes(type))
    throw new ResourceFailure('Type of DeploymentPreference must be ALL_AT_ONCE, CANARY or LINEAR');
  const [step, intervalMinutes] = [Number(Percentage), Number(Interval)];
  if (type !== 'ALL_AT_ONCE' && !(step >= 1 && step <= 99 && intervalMinutes >= 1))
    throw new ResourceFailure(
      `Percentage (1 to 99) and Interval (minutes) of DeploymentPreference must be given for ${type}`,
    );
  const alarms = Array.isArray(Alarms) ? Alarms.map(String) : [];
  return { target: textOf(StateMachineVersionArn) ?? '', type, step, intervalMinutes, alarms };
}

async function routesOf({ aws, physicalId }: ExistingCall): Promise<{ version: string; weight: number }[]> {
  const alias = await aws.stepfunctions.describeStateMachineAlias({ stateMachineAliasArn: physicalId });
  return (alias.routingConfiguration ?? []).map(({ stateMachineVersionArn = '', weight = 0 }) => ({
    version: stateMachineVersionArn,
    weight,
  }));
}

async function route(call: ExistingCall, target: string, weight: number, old: string): Promise<void> {
  const rest = weight === 100 ? [] : [{ stateMachineVersionArn: old, weight: 100 - weight }];
  await call.aws.stepfunctions.updateStateMachineAlias({
    stateMachineAliasArn: call.physicalId,
    routingConfiguration: [{ stateMachineVersionArn: target, weight }, ...rest],
  });
}

async function stopForAlarm(call: ExistingCall, { alarms, target }: Preference, old: string): Promise<void> {
  if (alarms.length === 0) return;
  const { MetricAlarms = [] } = await call.aws.cloudwatch.describeAlarms({ AlarmNames: [...alarms] });
  const loud = MetricAlarms.find(({ StateValue }) => StateValue === 'ALARM');
  if (!loud) return;
  await route(call, old, 100, target);
  throw new ResourceFailure(`The alarm ${loud.AlarmName} went off: all traffic goes to ${old} again`);
}
