import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';

let yard: Yard;
let logs: CloudWatchLogs;
let group: string;
let groups = 0;

beforeAll(async () => {
  yard = await startYard();
  logs = yard.client(CloudWatchLogs);
});

afterAll(() => yard?.stop());

beforeEach(async () => {
  group = `group-${++groups}`;
  await logs.createLogGroup({ logGroupName: group });
});

async function stream(name: string, ...batches: string[][]): Promise<void> {
  await logs.createLogStream({ logGroupName: group, logStreamName: name });
  for (const messages of batches) await put(name, messages);
}

async function put(name: string, messages: string[], timestamp = Date.now()): Promise<void> {
  await logs.putLogEvents({
    logGroupName: group,
    logStreamName: name,
    logEvents: messages.map((message) => ({ message, timestamp })),
  });
}

const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `line ${from + index}\n`);

async function readAll(name: string, limit?: number): Promise<string[]> {
  const messages: string[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = await logs.getLogEvents({
      logGroupName: group,
      logStreamName: name,
      startFromHead: true,
      ...(limit ? { limit } : {}),
      ...(nextToken ? { nextToken } : {}),
    });
    messages.push(...(page.events ?? []).map(({ message }) => message ?? ''));
    if (page.nextForwardToken === nextToken) return messages;
    nextToken = page.nextForwardToken;
  }
}

describe('a stream', () => {
  it('gives back what was put, in order, page by page, and ends with a token that stays the same', async () => {
    await stream('s', numbered(2_500), numbered(2_500, 2_500), ['ü "quoted" \u0001\n']);
    const wanted = [...numbered(5_000), 'ü "quoted" \u0001\n'];
    expect(await readAll('s')).toEqual(wanted);
    expect(await readAll('s', 999)).toEqual(wanted);
  });

  it('goes on where a token stopped when more has come', async () => {
    await stream('s', numbered(3));
    const first = await logs.getLogEvents({ logGroupName: group, logStreamName: 's', startFromHead: true });
    await put('s', numbered(2, 3));
    const more = await logs.getLogEvents({
      logGroupName: group,
      logStreamName: 's',
      nextToken: first.nextForwardToken,
      startFromHead: true,
    });
    expect(more.events?.map(({ message }) => message)).toEqual(numbered(2, 3));
  });

  it('is read from its end backwards, too', async () => {
    await stream('s', numbered(10));
    const last = await logs.getLogEvents({ logGroupName: group, logStreamName: 's', limit: 4 });
    expect(last.events?.map(({ message }) => message)).toEqual(numbered(4, 6));
    const before = await logs.getLogEvents({
      logGroupName: group,
      logStreamName: 's',
      limit: 4,
      nextToken: last.nextBackwardToken,
    });
    expect(before.events?.map(({ message }) => message)).toEqual(numbered(4, 2));
  });

  it('stays whole and in order when many tiny batches are joined, and while many write', async () => {
    await stream('s');
    for (let index = 0; index < 150; index++) await put('s', [`line ${index}\n`]);
    expect(await readAll('s')).toEqual(numbered(150));
    await stream('many');
    await Promise.all(Array.from({ length: 20 }, (_, writer) => put('many', numbered(50, writer * 50))));
    const all = await readAll('many');
    expect(all.length).toBe(1_000);
    expect(new Set(all).size).toBe(1_000);
  });

  it('stays readable when few and very long lines came', async () => {
    await stream('s');
    const long = Array.from({ length: 4 }, (_, index) => `${index}`.padEnd(250_000, '"'));
    for (let batch = 0; batch < 80; batch++) await put('s', long);
    // Long enough for whatever joins batches to have been there.
    await put('s', ['end']);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const lines = await readAll('s');
    expect(lines.map((line) => `${line.length} ${line[0]}`)).toEqual([
      ...Array.from({ length: 80 }, () => ['250000 0', '250000 1', '250000 2', '250000 3']).flat(),
      '3 e',
    ]);
  });

  it('answers within a time window', async () => {
    const now = Date.now();
    await stream('s');
    for (const [index, age] of [3_000, 2_000, 1_000].entries()) await put('s', [`${index}`], now - age);
    const window = await logs.getLogEvents({
      logGroupName: group,
      logStreamName: 's',
      startFromHead: true,
      startTime: now - 2_000,
      endTime: now - 1_000,
    });
    expect(window.events?.map(({ message }) => message)).toEqual(['1']);
  });

  it('is gone with its group, and a new one of its name is empty', async () => {
    await stream('s', numbered(3));
    await logs.deleteLogGroup({ logGroupName: group });
    await expect(readAll('s')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await logs.createLogGroup({ logGroupName: group });
    await stream('s', ['new']);
    expect(await readAll('s')).toEqual(['new']);
  });
});

describe('filtering', () => {
  it('weaves streams together by time, page by page, each event once', async () => {
    const start = Date.now() - 10_000;
    for (const name of ['a', 'b', 'c']) await stream(name);
    for (let index = 0; index < 30; index++) await put('abc'.charAt(index % 3), [`${index}`], start + index * 10);
    const seen: string[] = [];
    const ids = new Set<string>();
    for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
      const page = await logs.filterLogEvents({ logGroupName: group, limit: 7, ...(nextToken ? { nextToken } : {}) });
      for (const { message, eventId } of page.events ?? []) {
        seen.push(message ?? '');
        ids.add(eventId ?? '');
      }
      nextToken = page.nextToken;
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => String(index)));
    expect(ids.size).toBe(30);
  });

  it('finds what matches, in the streams that were named', async () => {
    await stream('one/a', ['ERROR a', 'INFO b']);
    await stream('two', ['ERROR c']);
    const messages = async (input: object) =>
      (await logs.filterLogEvents({ logGroupName: group, ...input })).events?.map(({ message }) => message);
    expect(await messages({ filterPattern: 'ERROR' })).toEqual(['ERROR a', 'ERROR c']);
    expect(await messages({ filterPattern: 'ERROR', logStreamNamePrefix: 'one/' })).toEqual(['ERROR a']);
    expect(await messages({ logStreamNames: ['two'] })).toEqual(['ERROR c']);
    await expect(messages({ filterPattern: '{ $.a = }' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('groups and streams', () => {
  it('are listed, page by page, by name and by last event', async () => {
    for (const name of ['b', 'a', 'c']) await stream(name);
    await put('b', ['x'], Date.now() - 1_000);
    await put('c', ['x']);
    const names = async (input: object) =>
      (await logs.describeLogStreams({ logGroupName: group, ...input })).logStreams?.map(
        ({ logStreamName }) => logStreamName,
      );
    expect(await names({})).toEqual(['a', 'b', 'c']);
    expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['c', 'b', 'a']);
    const page = await logs.describeLogStreams({ logGroupName: group, limit: 2 });
    expect(await names({ limit: 2, nextToken: page.nextToken })).toEqual(['c']);
    const found = await logs.describeLogGroups({ logGroupNamePrefix: group });
    expect(found.logGroups?.[0]).toMatchObject({
      logGroupName: group,
      arn: `arn:aws:logs:us-east-1:123456789012:log-group:${group}:*`,
    });
  });

  it('are refused in AWS’s words', async () => {
    await expect(logs.createLogGroup({ logGroupName: group })).rejects.toThrow(
      'The specified log group already exists',
    );
    await stream('s');
    await expect(logs.createLogStream({ logGroupName: group, logStreamName: 's' })).rejects.toThrow(
      'The specified log stream already exists',
    );
    await expect(put('none', ['x'])).rejects.toThrow('The specified log stream does not exist.');
    await expect(logs.createLogStream({ logGroupName: 'none', logStreamName: 's' })).rejects.toThrow(
      'The specified log group does not exist.',
    );
    const now = Date.now();
    const unordered = [now, now - 1].map((timestamp) => ({ timestamp, message: 'x' }));
    await expect(logs.putLogEvents({ logGroupName: group, logStreamName: 's', logEvents: unordered })).rejects.toThrow(
      /chronological order/,
    );
  });

  it('have a key, which can be another one or none', async () => {
    const keyOf = async () => (await logs.describeLogGroups({ logGroupNamePrefix: group })).logGroups?.[0]?.kmsKeyId;
    const kmsKeyId = 'arn:aws:kms:us-east-1:123456789012:key/one';
    await logs.associateKmsKey({ logGroupName: group, kmsKeyId });
    expect(await keyOf()).toBe(kmsKeyId);
    await logs.disassociateKmsKey({ resourceIdentifier: `arn:aws:logs:us-east-1:123456789012:log-group:${group}` });
    expect(await keyOf()).toBeUndefined();
    await expect(logs.disassociateKmsKey({ logGroupName: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(logs.createLogGroup({ logGroupName: 'protected', deletionProtectionEnabled: true })).rejects.toThrow(
      'not implemented',
    );
  });

  it('have retention and tags', async () => {
    await logs.putRetentionPolicy({ logGroupName: group, retentionInDays: 7 });
    await expect(logs.putRetentionPolicy({ logGroupName: group, retentionInDays: 8 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const [described] = (await logs.describeLogGroups({ logGroupNamePrefix: group })).logGroups ?? [];
    expect(described?.retentionInDays).toBe(7);
    const resourceArn = described?.logGroupArn ?? '';
    await logs.tagResource({ resourceArn, tags: { a: '1', b: '2' } });
    await logs.untagResource({ resourceArn, tagKeys: ['a'] });
    expect((await logs.listTagsForResource({ resourceArn })).tags).toEqual({ b: '2' });
  });
});
