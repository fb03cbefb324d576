import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/fake-clock.ts';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { createTopicReader, eventually } from './testing/topic-reader.ts';

let yard: Yard;
let events: EventBridge;
beforeAll(async () => {
  yard = await startYard();
  events = yard.client(EventBridge);
});
afterAll(() => yard.stop());

const entry = (Detail: object, rest: object = {}) => ({
  Source: 'my.app',
  DetailType: 'Thing',
  Detail: JSON.stringify(Detail),
  ...rest,
});

/** A rule whose events end up in a topic of its own name. */
async function listen(name: string, pattern: object, target: object = {}) {
  const topic = await createTopicReader(yard, name);
  const EventBusName = (target as { EventBusName?: string }).EventBusName;
  const { EventBusName: _, ...rest } = target as { EventBusName?: string };
  await events.putRule({ Name: name, EventPattern: JSON.stringify(pattern), EventBusName });
  await events.putTargets({ Rule: name, EventBusName, Targets: [{ Id: 't', Arn: topic.arn, ...rest }] });
  return topic;
}

describe('an event', () => {
  it('reaches the targets of the rules it matches, and no others', async () => {
    const wanted = await listen('wanted', { source: ['my.app'], detail: { kind: ['wanted'] } });
    const unwanted = await listen('unwanted', { detail: { kind: [{ 'anything-but': 'wanted' }] } });
    const Time = new Date('2026-01-31T10:30:15Z');
    const sent = entry({ kind: 'wanted' }, { Time, Resources: ['arn:x'] });
    const { Entries, FailedEntryCount } = await events.putEvents({ Entries: [sent] });
    expect(FailedEntryCount).toBe(0);
    const [message = ''] = await wanted.messages(1);
    expect(JSON.parse(message)).toEqual({
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'Thing',
      source: 'my.app',
      account: yard.account,
      time: '2026-01-31T10:30:15Z',
      region: yard.region,
      resources: ['arn:x'],
      detail: { kind: 'wanted' },
    });
    await events.putEvents({ Entries: [entry({ kind: 'other' })] });
    expect(await unwanted.messages(1)).toHaveLength(1);
    expect(await wanted.messages(1)).toHaveLength(1);
  });

  it('arrives as the target wants it', async () => {
    const transformer = {
      InputPathsMap: { k: '$.detail.kind' },
      InputTemplate: '"it was <k>, says <aws.events.rule-name>"',
    };
    const topic = await listen('shaped', { detail: { kind: ['shaped'] } }, { InputTransformer: transformer });
    await events.putEvents({ Entries: [entry({ kind: 'shaped' })] });
    expect(await topic.messages(1)).toEqual(['"it was shaped, says shaped"']);
  });

  it('follows those sent before it', async () => {
    const topic = await listen(
      'ordered',
      { detail: { ordered: [{ exists: true }] } },
      { InputPath: '$.detail.ordered' },
    );
    for (let batch = 0; batch < 3; batch += 1) {
      await events.putEvents({
        Entries: Array.from({ length: 10 }, (_, index) => entry({ ordered: batch * 10 + index })),
      });
    }
    expect(await topic.messages(30)).toEqual(Array.from({ length: 30 }, (_, index) => String(index)));
  });

  it('that was taken arrives, though the server restarts', async () => {
    const topic = await listen('restarted', { detail: { n: [{ exists: true }] } }, { InputPath: '$.detail.n' });
    await events.putEvents({ Entries: Array.from({ length: 10 }, (_, index) => entry({ n: index })) });
    await yard.restart();
    // Delivery is at least once: around a restart one may come twice, and then there are more messages to wait for.
    let seen = new Set<string>();
    for (let count = 10; seen.size < 10 && count <= 20; count += 1) seen = new Set(await topic.messages(count));
    expect(seen).toEqual(new Set(Array.from({ length: 10 }, (_, index) => String(index))));
  });

  it('goes to the bus it is sent to', async () => {
    await events.createEventBus({ Name: 'other' });
    const topic = await listen('on-other', { detail: { bus: [true] } }, { EventBusName: 'other' });
    await events.putEvents({ Entries: [entry({ bus: true }), entry({ bus: true, n: 2 }, { EventBusName: 'other' })] });
    const [message = ''] = await topic.messages(1);
    expect(JSON.parse(message).detail).toEqual({ bus: true, n: 2 });
  });

  it('is nothing to a disabled rule', async () => {
    const topic = await listen('sleeping', { detail: { sleep: [{ exists: true }] } }, { InputPath: '$.detail.sleep' });
    await events.disableRule({ Name: 'sleeping' });
    await events.putEvents({ Entries: [entry({ sleep: 1 })] });
    await events.enableRule({ Name: 'sleeping' });
    await events.putEvents({ Entries: [entry({ sleep: 2 })] });
    expect(await topic.messages(1)).toEqual(['2']);
  });

  it('that cannot be delivered is dropped, without holding up the next', async () => {
    const topic = await listen(
      'vanishing',
      { detail: { vanish: [{ exists: true }] } },
      { InputPath: '$.detail.vanish' },
    );
    await yard.client(SNS).deleteTopic({ TopicArn: topic.arn });
    await events.putEvents({ Entries: [entry({ vanish: 1 })] });
    const { database } = yard.context;
    const queued = async () =>
      (
        await database
          .tables<{ work: { kind: string } }>()
          .selectFrom('work')
          .select('kind')
          .where('kind', '=', 'events.deliver')
          .execute()
      ).length;
    await eventually(queued, (count) => count === 0);
    await yard.client(SNS).createTopic({ Name: 'vanishing' });
    await events.putEvents({ Entries: [entry({ vanish: 2 })] });
    expect(await topic.messages(1)).toEqual(['2']);
  });
});

describe('PutEvents', () => {
  it('takes what it can and says of the rest why not', async () => {
    const { FailedEntryCount, Entries } = await events.putEvents({
      Entries: [
        entry({}),
        entry({}, { Source: 'aws.codebuild' }),
        entry({}, { Source: undefined }),
        { Source: 'my.app', DetailType: 'x', Detail: '{' },
        entry({}, { EventBusName: 'nowhere' }),
      ],
    });
    expect(FailedEntryCount).toBe(4);
    expect(Entries?.map((result) => result.ErrorCode ?? 'taken')).toEqual([
      'taken',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
      'MalformedDetail',
      'ResourceNotFoundException',
    ]);
  });

  it('takes events of AWS from our own services', async () => {
    const topic = await listen('aws', { source: ['aws.codebuild'], detail: { own: [true] } });
    const emitted = { source: 'aws.codebuild', detailType: 'X', resources: [], detail: { own: true }, time: 1_000 };
    await yard.context.database.transaction((tx) => yard.context.emitEvent(tx, emitted));
    const [message = ''] = await topic.messages(1);
    expect(JSON.parse(message)).toMatchObject({ source: 'aws.codebuild', time: '1970-01-01T00:00:01Z' });
  });

  it('takes 256 KiB at most', async () => {
    const large = entry({ text: 'x'.repeat(256 * 1024) });
    await expect(events.putEvents({ Entries: [large] })).rejects.toThrow(
      'Total size of the entries in the request is over the limit.',
    );
  });
});

describe('a schedule', () => {
  it('sends its event each time, once, and after the server was down once for what it missed', async () => {
    const clock = new FakeClock(Date.parse('2026-01-31T10:30:00Z'));
    const scheduled = await startYard({ clock });
    try {
      const client = scheduled.context.aws.events;
      const topic = await createTopicReader(scheduled, 'ticks');
      const { RuleArn } = await client.putRule({ Name: 'tick', ScheduleExpression: 'rate(5 minutes)' });
      await client.putTargets({ Rule: 'tick', Targets: [{ Id: 't', Arn: topic.arn }] });
      const timesOf = (messages: string[]) => messages.map((message) => JSON.parse(message).time);
      const passMinutes = async (minutes: number, count: number) => {
        const before = clock.now();
        clock.advance(minutes * 60_000);
        const messages = await eventually(
          async () => {
            clock.advance(1_000);
            return await topic.messages(0);
          },
          (found) => found.length >= count,
        );
        expect(clock.now() - before).toBeLessThan((minutes + 4) * 60_000);
        return messages;
      };
      const first = await passMinutes(5, 1);
      expect(JSON.parse(first[0] ?? '')).toMatchObject({
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        resources: [RuleArn],
        time: '2026-01-31T10:35:00Z',
        detail: {},
      });
      expect(timesOf(await passMinutes(5, 2))).toEqual(['2026-01-31T10:35:00Z', '2026-01-31T10:40:00Z']);
      expect(timesOf(await passMinutes(60, 3)).slice(2)).toEqual(['2026-01-31T10:45:00Z']);
      await client.disableRule({ Name: 'tick' });
      clock.advance(3_600_000);
      expect(await topic.messages(3)).toHaveLength(3);
    } finally {
      await scheduled.stop();
    }
  });
});
