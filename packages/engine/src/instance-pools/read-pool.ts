import { isTimeZone, parsePeriod } from './capacity.ts';
import { type Pool, type PoolSchedule, STRATEGY_NAMES, type StrategyName } from './pool.ts';
import { STRATEGIES } from './strategies/all-strategies.ts';

/** What a pool is where its JSON says nothing. */
export const DEFAULTS = {
  strategy: 'per-job' as StrategyName,
  instanceTypes: [] as readonly string[],
  subnets: [] as readonly string[],
  securityGroups: [] as readonly string[],
  floor: 0,
  schedules: [] as readonly PoolSchedule[],
  idleMinutes: 10,
  maximumAgeMinutes: 7 * 24 * 60,
  maximumUses: 100,
  cleans: true,
  hibernates: false,
  onDemandBase: 0,
  fallsBack: true,
  spotAttempts: 2,
  maximumAttempts: 3,
  bootMinutes: 10,
  cleanMinutes: 5,
  leaseMinutes: 24 * 60,
  queueMinutes: 8 * 60,
  failuresToStop: 5,
  drains: false,
  rootDevice: '/dev/xvda',
};

/** Whole numbers with their bounds, as EC2 or this scheduler has them. */
const NUMBERS = {
  floor: [0, 1_000],
  ceiling: [1, 1_000],
  idleMinutes: [0, 10_080],
  maximumAgeMinutes: [1, 525_600],
  maximumUses: [1, 1_000_000],
  onDemandBase: [0, 1_000],
  spotAttempts: [1, 100],
  maximumAttempts: [1, 100],
  bootMinutes: [1, 120],
  cleanMinutes: [1, 120],
  leaseMinutes: [1, 10_080],
  queueMinutes: [1, 10_080],
  failuresToStop: [1, 100],
  volumeGib: [1, 65_536],
} as const;
const TEXTS = ['name', 'image', 'instanceProfile', 'keyName', 'userData', 'rootDevice'] as const;
const LISTS = ['instanceTypes', 'subnets', 'securityGroups'] as const;
const FLAGS = ['cleans', 'hibernates', 'fallsBack', 'drains'] as const;
const REQUIRED = ['name', 'image', 'instanceProfile', 'instanceTypes', 'ceiling'];
/** Everything that the JSON of a pool may say. */
export const POOL_KEYS: ReadonlySet<string> = new Set([
  ...Object.keys(NUMBERS),
  ...TEXTS,
  ...LISTS,
  ...FLAGS,
  'strategy',
  'schedules',
]);

export type ReadPool =
  | { readonly pool: Pool }
  /** Each begins with the key that it is about. */
  | { readonly problems: readonly string[] };

/** Reads a pool from parsed JSON; every problem is told, not only the first. */
export function readPool(json: unknown): ReadPool {
  if (!isRecord(json)) return { problems: ['pool: must be an object'] };
  const problems = [
    ...Object.keys(json).flatMap((key) => (POOL_KEYS.has(key) ? [] : [`${key}: is unknown`])),
    ...REQUIRED.flatMap((key) => (json[key] === undefined ? [`${key}: is missing`] : [])),
    ...TEXTS.flatMap((key) => textProblems(key, json[key])),
    ...LISTS.flatMap((key) => listProblems(key, json[key])),
    ...FLAGS.flatMap((key) => (isFlag(json[key]) ? [] : [`${key}: must be true or false`])),
    ...Object.entries(NUMBERS).flatMap(([key, bounds]) => numberProblems(key, json[key], bounds)),
    ...strategyProblems(json.strategy),
    ...scheduleProblems(json.schedules),
  ];
  if (problems.length > 0) return { problems };
  const pool = { ...DEFAULTS, ...json } as unknown as Pool;
  const contradictions = contradictionsIn(pool);
  return contradictions.length > 0 ? { problems: contradictions } : { pool };
}

function contradictionsIn(pool: Pool): string[] {
  const { floor, ceiling, schedules, hibernates, strategy, onDemandBase } = pool;
  return [
    ...(floor > ceiling ? [`floor: must not be above the ceiling, ${ceiling}`] : []),
    ...schedules.flatMap((schedule, at) =>
      schedule.floor > (schedule.ceiling ?? ceiling) ? [`schedules[${at}].floor: must not be above the ceiling`] : [],
    ),
    ...(hibernates && strategy !== 'stopped' ? ['hibernates: is for the strategy stopped'] : []),
    ...(onDemandBase > 0 && strategy !== 'spot' ? ['onDemandBase: is for the strategy spot'] : []),
    ...STRATEGIES[strategy].problems(pool),
  ];
}

function textProblems(key: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'string' || value === '') return [`${key}: must be a text`];
  if (key === 'name' && !/^[\w.-]{1,64}$/.test(value)) {
    return ['name: must be at most 64 letters, digits, hyphens, underscores and full stops'];
  }
  if (key === 'image' && !/^ami-[0-9a-f]{8,17}$/.test(value)) return ['image: must be the id of an AMI'];
  // EC2 takes 16 KB before encoding: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
  if (key === 'userData' && utf8Length(value) > 16_384) return ['userData: must be at most 16 KB'];
  return [];
}

function listProblems(key: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string' || entry === '')) {
    return [`${key}: must be a list of texts`];
  }
  if (key === 'instanceTypes' && value.length === 0) return ['instanceTypes: must name at least one'];
  return new Set(value).size < value.length ? [`${key}: names one twice`] : [];
}

function numberProblems(key: string, value: unknown, [least, most]: readonly [number, number]): string[] {
  if (value === undefined) return [];
  const isFine = Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return isFine ? [] : [`${key}: must be a whole number from ${least} to ${most}`];
}

function strategyProblems(value: unknown): string[] {
  if (value === undefined || STRATEGY_NAMES.some((name) => name === value)) return [];
  return [`strategy: must be one of ${STRATEGY_NAMES.join(', ')}`];
}

function scheduleProblems(value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return ['schedules: must be a list'];
  return value.flatMap((schedule: unknown, at) => {
    const key = `schedules[${at}]`;
    if (!isRecord(schedule)) return [`${key}: must be an object`];
    const { period, timeZone, floor, ceiling, ...unknown } = schedule;
    return [
      ...Object.keys(unknown).map((name) => `${key}.${name}: is unknown`),
      ...(typeof period === 'string' && parsePeriod(period) ? [] : [`${key}.period: must be a cron(…) expression`]),
      ...(typeof timeZone === 'string' && isTimeZone(timeZone) ? [] : [`${key}.timeZone: must be an IANA time zone`]),
      ...(floor === undefined ? [`${key}.floor: is missing`] : numberProblems(`${key}.floor`, floor, NUMBERS.floor)),
      ...numberProblems(`${key}.ceiling`, ceiling, NUMBERS.ceiling),
    ];
  });
}

const isFlag = (value: unknown) => value === undefined || typeof value === 'boolean';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const utf8Length = (text: string) =>
  encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '??')).replace(/%../g, '.').length;
