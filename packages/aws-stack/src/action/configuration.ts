import { climbs } from './climbs.ts';
import { readEnvironment } from './read-environment.ts';
import { type OutputPaths, readOutputPaths } from './read-output-paths.ts';

/** What an action of our type says, ready to be carried out. */
export interface BuildOrder {
  readonly command: string;
  /** Where the command runs, below the input artifact; there when absent. */
  readonly workingDirectory?: string;
  readonly outputs: readonly OutputPaths[];
  readonly timeoutMinutes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly machine: MachineOrder;
}

/** A machine of a pool, or one that is made for the build alone. */
export type MachineOrder = { readonly pool: string } | OwnMachine;

export interface OwnMachine {
  readonly lifecycle: 'on-demand' | 'spot';
  readonly imageId: string;
  /** In order of preference: the next one is taken where there is no capacity. */
  readonly instanceTypes: readonly string[];
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Its name, or its ARN; the stack's own when absent. */
  readonly instanceProfile?: string;
}

/** Keys of the action's configuration: ten, which is as many as a custom action type may have. */
export const CONFIGURATION_KEYS = [
  ...['ImageId', 'InstanceType', 'Command', 'WorkingDirectory', 'OutputArtifactPath'],
  ...['TimeoutMinutes', 'Pool', 'Environment', 'Network', 'InstanceProfile'],
] as const;

const DEFAULT_TIMEOUT_MINUTES = 60;
/** As long as Run Command lets a script run. */
const LONGEST_TIMEOUT_MINUTES = 2_880;
const OWN_LIFECYCLES = ['on-demand', 'spot'] as const;

export type ReadConfiguration =
  | { readonly ok: true; readonly order: BuildOrder }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads an action's configuration; every problem names its key. `outputArtifacts` are the names that the action declares. */
export function readConfiguration(
  given: Readonly<Record<string, string>>,
  outputArtifacts: readonly string[],
): ReadConfiguration {
  const problems: string[] = [];
  const say = (key: string, problem: string) => void problems.push(`${key}: ${problem}`);
  const text = (key: string) => given[key]?.trim() || undefined;
  for (const key of Object.keys(given)) {
    if (!(CONFIGURATION_KEYS as readonly string[]).includes(key))
      say(key, `is not a key of this action. Its keys are ${CONFIGURATION_KEYS.join(', ')}.`);
  }
  const command = text('Command');
  if (command === undefined) say('Command', 'is required: the command line that builds.');
  const workingDirectory = text('WorkingDirectory');
  if (workingDirectory !== undefined && climbs(workingDirectory))
    say('WorkingDirectory', `"${workingDirectory}" leads out of the input artifact. Give a path below it.`);
  const outputs = readOutputPaths(text('OutputArtifactPath'), outputArtifacts, (problem) =>
    say('OutputArtifactPath', problem),
  );
  const environment = readEnvironment(text('Environment'), (problem) => say('Environment', problem));
  const timeoutMinutes = Number(text('TimeoutMinutes') ?? DEFAULT_TIMEOUT_MINUTES);
  if (!(Number.isInteger(timeoutMinutes) && timeoutMinutes >= 1 && timeoutMinutes <= LONGEST_TIMEOUT_MINUTES))
    say(
      'TimeoutMinutes',
      `"${text('TimeoutMinutes')}" is not a number of minutes from 1 to ${LONGEST_TIMEOUT_MINUTES}.`,
    );
  const machine = readMachine(text, say);
  if (problems.length > 0 || command === undefined || machine === undefined) return { ok: false, problems };
  const place = workingDirectory === undefined ? {} : { workingDirectory };
  return { ok: true, order: { command, ...place, outputs, timeoutMinutes, environment, machine } };
}

function readMachine(
  text: (key: string) => string | undefined,
  say: (key: string, problem: string) => void,
): MachineOrder | undefined {
  const pool = text('Pool') ?? 'on-demand';
  const lifecycle = OWN_LIFECYCLES.find((name) => name === pool);
  if (lifecycle === undefined) return readPoolName(pool, text, say);
  const [imageId, types] = [text('ImageId'), text('InstanceType')];
  const why = 'is required where Pool names no pool';
  if (imageId === undefined) say('ImageId', `${why}: the AMI that the build runs on.`);
  else if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(imageId))
    say('ImageId', `"${imageId}" is not the id of an AMI, such as ami-0123456789abcdef0.`);
  if (types === undefined) say('InstanceType', `${why}: for example m5.large, or several in order of preference.`);
  const instanceTypes = listOf(types);
  for (const type of instanceTypes) {
    if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(type))
      say('InstanceType', `"${type}" is not an instance type, such as m5.large.`);
  }
  const network = listOf(text('Network'));
  for (const id of network) {
    if (!/^(subnet|sg)-[0-9a-z]+$/.test(id))
      say('Network', `"${id}" is neither a subnet (subnet-…) nor a security group (sg-…).`);
  }
  const instanceProfile = text('InstanceProfile');
  if (
    instanceProfile !== undefined &&
    !/^(arn:[\w-]+:iam::\d{12}:instance-profile\/)?[\w+=,.@/-]{1,128}$/.test(instanceProfile)
  )
    say('InstanceProfile', `"${instanceProfile}" is not the name or the ARN of an instance profile.`);
  if (imageId === undefined) return undefined;
  return {
    ...{ lifecycle, imageId, instanceTypes },
    subnetIds: network.filter((id) => id.startsWith('subnet-')),
    securityGroupIds: network.filter((id) => id.startsWith('sg-')),
    ...(instanceProfile === undefined ? {} : { instanceProfile }),
  };
}

/** A pool says itself what its machines are. */
function readPoolName(
  pool: string,
  text: (key: string) => string | undefined,
  say: (key: string, problem: string) => void,
): MachineOrder | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(pool)) {
    say('Pool', `"${pool}" is not the name of a pool, and neither on-demand nor spot.`);
    return undefined;
  }
  for (const key of ['ImageId', 'InstanceType', 'Network', 'InstanceProfile']) {
    if (text(key) !== undefined) say(key, `is what the pool ${pool} says. Leave it out, or leave out Pool.`);
  }
  return { pool };
}

const listOf = (text = '') => text.split(/[\s,]+/).filter((part) => part !== '');
