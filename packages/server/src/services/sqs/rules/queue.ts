import { invalidAttributeName, invalidAttributeValue } from '../errors.ts';

export interface Queue {
  readonly name: string;
  /** As they were set, by their names in the API. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Whole numbers that can be set: least, most, default. */
const NUMBERS: Readonly<Record<string, readonly [least: number, most: number, fallback: number]>> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1_024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
};
const TEXTS = ['Policy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'];
const FLAGS = ['FifoQueue', 'ContentBasedDeduplication', 'SqsManagedSseEnabled'];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

/** Refuses attributes that there are not, or that cannot have these values. */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = NUMBERS[name];
    if (range) {
      const number = Number(value);
      if (!Number.isInteger(number) || number < range[0] || number > range[1]) throw invalidAttributeValue(name);
    } else if (FLAGS.includes(name)) {
      if (value !== 'true' && value !== 'false') throw invalidAttributeValue(name);
    } else if (CHOICES[name]) {
      if (!CHOICES[name]?.includes(value)) throw invalidAttributeValue(name);
    } else if (name === 'RedrivePolicy') {
      if (value !== '' && !readRedrive(value)) throw invalidAttributeValue(name);
    } else if (!TEXTS.includes(name)) throw invalidAttributeName(name);
  }
}

export const numberOf = ({ attributes }: Queue, name: string): number =>
  Number(attributes[name] ?? NUMBERS[name]?.[2] ?? 0);

export const isFifo = ({ attributes }: Pick<Queue, 'attributes'>): boolean => attributes.FifoQueue === 'true';

/** Where messages go that were received too often. */
export function readRedrive(text: string | undefined): { target: string; maxReceives: number } | undefined {
  if (!text) return undefined;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
    const maxReceives = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn !== 'string' || !Number.isInteger(maxReceives) || maxReceives < 1) return undefined;
    return { target: deadLetterTargetArn, maxReceives };
  } catch {
    return undefined;
  }
}

/** All the attributes of a queue that are not counted. */
export function allAttributes(queue: Queue): Record<string, string> {
  const numbers = Object.keys(NUMBERS).map((name) => [name, String(numberOf(queue, name))] as const);
  const times = { CreatedTimestamp: queue.createdAt, LastModifiedTimestamp: queue.changedAt };
  return {
    ...Object.fromEntries(numbers),
    SqsManagedSseEnabled: 'true',
    ...queue.attributes,
    ...Object.fromEntries(Object.entries(times).map(([name, at]) => [name, String(Math.floor(at / 1000))])),
  };
}
