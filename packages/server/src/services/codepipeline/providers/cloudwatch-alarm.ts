import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import {
  type ActionJob,
  type ActionProgress,
  type ActionProvider,
  configurationError,
  jobFailed,
} from './action-provider.ts';

const LOOK_MS = 5_000;
const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
/** States that pass where the rule names none. */
const DEFAULT_STATES = ['OK', 'INSUFFICIENT_DATA'];
const DEFAULT_STATES_ON_FAILURE = ['ALARM'];

/** Looks at an alarm: what it is at the end of the waiting time decides, unless it is as it should be before. */
export const cloudwatchAlarm: ActionProvider = {
  types: ['Rule/CloudWatchAlarm'],
  async start(job) {
    const { AlarmStates = '', WaitTime = '0' } = job.configuration;
    const unknown = split(AlarmStates).find((state) => !STATES.includes(state));
    if (unknown) return configurationError(`AlarmStates must be of ${STATES.join(', ')}, and not ${unknown}`);
    if (!/^\d{1,5}$/.test(WaitTime))
      return configurationError(`WaitTime must be a number of minutes, and not ${WaitTime}`);
    return await look(job, job.parts.clock.now());
  },
  async poll(job, { since }) {
    return await look(job, Number(since));
  },
};

async function look(job: ActionJob, since: number): Promise<ActionProgress> {
  const { AlarmName = '', AlarmStates = '', WaitTime = '0' } = job.configuration;
  const { MetricAlarms } = await job.aws.cloudwatch.describeAlarms({ AlarmNames: [AlarmName] });
  const alarm: MetricAlarm | undefined = MetricAlarms?.[0];
  if (!alarm) return configurationError(`The alarm ${AlarmName} does not exist`);
  const state = alarm.StateValue ?? 'INSUFFICIENT_DATA';
  const named = split(AlarmStates);
  const fallback = job.condition === 'onFailure' ? DEFAULT_STATES_ON_FAILURE : DEFAULT_STATES;
  const wanted = named.length > 0 ? named : fallback;
  const said = `The alarm ${AlarmName} is ${state}`;
  const left = since + Number(WaitTime) * 60_000 - job.parts.clock.now();
  // What says nothing yet may still say something.
  const isCertain = wanted.includes(state) && (state !== 'INSUFFICIENT_DATA' || named.length > 0);
  if (!isCertain && left > 0) {
    const handle = { since: String(since) };
    return { state: 'running', handle, pollAfterMs: Math.min(LOOK_MS, left), summary: said };
  }
  return wanted.includes(state)
    ? { state: 'succeeded', summary: said }
    : jobFailed(`${said}, and not ${wanted.join(' or ')}`);
}

const split = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
