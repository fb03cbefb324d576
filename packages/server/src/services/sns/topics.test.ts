import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SNS } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../testing/start-yard.ts';
import { eventually } from './testing/eventually.ts';

let yard: Yard;
let sns: SNS;
beforeAll(async () => {
  yard = await startYard();
  sns = yard.client(SNS);
});
afterAll(() => yard.stop());

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'nothing was refused',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

const create = async (Name: string, rest: object = {}) => (await sns.createTopic({ Name, ...rest })).TopicArn ?? '';

interface Line {
  readonly MessageId: string;
  readonly Message: string;
}

/** The lines of a topic's file, once there are `count`. */
function linesOf(topic: string, count: number): Promise<Line[]> {
  const read = async () => {
    const text = await readFile(join(yard.dataFolder, 'messages', `${topic}.jsonl`), 'utf8').catch(() => '');
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  };
  return eventually(read, (lines) => lines.length >= count);
}

describe('a topic', () => {
  it('is made once, however often it is asked for', async () => {
    const TopicArn = await create('once', { Attributes: { DisplayName: 'd' }, Tags: [{ Key: 'a', Value: '1' }] });
    expect(TopicArn).toBe(`arn:aws:sns:${yard.region}:${yard.account}:once`);
    expect(await create('once')).toBe(TopicArn);
    expect(await refusal(create('once', { Attributes: { DisplayName: 'e' } }))).toBe(
      'InvalidParameterException: Invalid parameter: Attributes Reason: Topic already exists with different attributes',
    );
    expect(await refusal(create('once', { Tags: [{ Key: 'a', Value: '2' }] }))).toMatch(/different tags/);
  });

  it('shows what was set and what follows from it', async () => {
    const TopicArn = await create('shown');
    await sns.setTopicAttributes({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Shown' });
    const { Attributes } = await sns.getTopicAttributes({ TopicArn });
    expect(Attributes).toMatchObject({
      TopicArn,
      DisplayName: 'Shown',
      Owner: yard.account,
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    });
    expect(JSON.parse(Attributes?.Policy ?? '').Statement[0].Resource).toBe(TopicArn);
    expect(JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? '').http.defaultHealthyRetryPolicy.numRetries).toBe(3);
    expect(await refusal(sns.setTopicAttributes({ TopicArn, AttributeName: 'Owner', AttributeValue: 'me' }))).toBe(
      'InvalidParameterException: Invalid parameter: AttributeName',
    );
  });

  it('has tags', async () => {
    const ResourceArn = await create('tagged', { Tags: [{ Key: 'a', Value: '1' }] });
    await sns.tagResource({ ResourceArn, Tags: [{ Key: 'b', Value: '2' }] });
    await sns.untagResource({ ResourceArn, TagKeys: ['a'] });
    expect((await sns.listTagsForResource({ ResourceArn })).Tags).toEqual([{ Key: 'b', Value: '2' }]);
    expect(await refusal(sns.listTagsForResource({ ResourceArn: `${ResourceArn}-not` }))).toMatch(/^ResourceNotFound/);
  });

  it('needs a proper name, and cannot be first in, first out', async () => {
    expect(await refusal(create('a b'))).toBe('InvalidParameterException: Invalid parameter: Topic Name');
    expect(await refusal(create('a.fifo'))).toMatch(/^NotImplementedException: A FIFO topic/);
  });

  it('goes, and going twice is fine', async () => {
    const TopicArn = await create('going');
    await sns.deleteTopic({ TopicArn });
    await sns.deleteTopic({ TopicArn });
    expect(await refusal(sns.getTopicAttributes({ TopicArn }))).toBe('NotFoundException: Topic does not exist');
    expect(await refusal(sns.publish({ TopicArn, Message: 'x' }))).toBe('NotFoundException: Topic does not exist');
    expect(await refusal(sns.publish({ TopicArn: 'x', Message: 'x' }))).toMatch(
      /An ARN must have at least 6 elements, not 1/,
    );
  });

  it('is listed with the others', async () => {
    for (let index = 0; index < 102; index += 1) await create(`list-${String(index).padStart(3, '0')}`);
    const first = await sns.listTopics({});
    expect(first.Topics).toHaveLength(100);
    const rest = await sns.listTopics({ NextToken: first.NextToken });
    const names = [...(first.Topics ?? []), ...(rest.Topics ?? [])].map((topic) => topic.TopicArn?.split(':').at(-1));
    expect(names.filter((name) => name?.startsWith('list-'))).toHaveLength(102);
    expect(names).toEqual([...names].sort());
    expect(await refusal(sns.listTopics({ NextToken: 'x' }))).toMatch(/NextToken/);
  });
});

describe('a published message', () => {
  it('is a line of its topic’s file', async () => {
    const TopicArn = await create('kept');
    const { MessageId } = await sns.publish({
      TopicArn,
      Message: 'two\nlines',
      Subject: 's',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
    });
    expect(await linesOf('kept', 1)).toEqual([
      {
        MessageId,
        TopicArn,
        Timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        Subject: 's',
        Message: 'two\nlines',
        MessageAttributes: { a: { Type: 'String', Value: 'x' } },
      },
    ]);
  });

  it('comes after those published before it', async () => {
    const TopicArn = await create('ordered');
    for (let index = 0; index < 20; index += 1) await sns.publish({ TopicArn, Message: String(index) });
    const messages = (await linesOf('ordered', 20)).map((line) => line.Message);
    expect(messages).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
  });

  it('is neither lost nor written twice when the server restarts', async () => {
    const TopicArn = await create('restarted');
    for (let index = 0; index < 20; index += 1) await sns.publish({ TopicArn, Message: String(index) });
    await yard.restart();
    const messages = (await linesOf('restarted', 20)).map((line) => line.Message);
    expect(messages).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
  });

  it('mends the file a crash left half a line in', async () => {
    const TopicArn = await create('torn');
    await sns.publish({ TopicArn, Message: 'one' });
    await linesOf('torn', 1);
    const file = join(yard.dataFolder, 'messages', 'torn.jsonl');
    await writeFile(file, `${await readFile(file, 'utf8')}{"MessageId":"half`);
    await sns.publish({ TopicArn, Message: 'two' });
    const lines = await linesOf('torn', 2);
    expect(lines.map((line) => line.Message)).toEqual(['one', 'two']);
  });

  it('is refused when there is something wrong with it', async () => {
    const TopicArn = await create('strict');
    expect(await refusal(sns.publish({ TopicArn, Message: '' }))).toMatch(/Empty message/);
    expect(await refusal(sns.publish({ TopicArn, Message: 'x', Subject: 'a\nb' }))).toBe(
      'InvalidParameterException: Invalid parameter: Subject',
    );
    const attribute = { a: { DataType: 'Text', StringValue: 'x' } };
    expect(await refusal(sns.publish({ TopicArn, Message: 'x', MessageAttributes: attribute }))).toMatch(
      /^InvalidParameterValueException/,
    );
    expect(await refusal(sns.publish({ PhoneNumber: '+15550100', Message: 'x' }))).toMatch(/^NotImplementedException/);
  });
});

describe('a batch of messages', () => {
  it('is published entry by entry', async () => {
    const TopicArn = await create('batch');
    const { Successful, Failed } = await sns.publishBatch({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'a', Message: 'one' },
        { Id: 'b', Message: 'two', Subject: ' bad' },
        { Id: 'c', Message: 'three' },
      ],
    });
    expect(Successful?.map((entry) => entry.Id)).toEqual(['a', 'c']);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
    expect((await linesOf('batch', 2)).map((line) => line.Message)).toEqual(['one', 'three']);
  });

  it('has one to ten entries with ids of their own, 256 KiB together', async () => {
    const TopicArn = await create('limits');
    const publish = (entries: { Id: string; Message: string }[]) =>
      refusal(sns.publishBatch({ TopicArn, PublishBatchRequestEntries: entries }));
    const entry = (Id: string, Message = 'x') => ({ Id, Message });
    expect(await publish(Array.from({ length: 11 }, (_, index) => entry(`e${index}`)))).toMatch(/^TooManyEntries/);
    expect(await publish([entry('a'), entry('a')])).toMatch(/^BatchEntryIdsNotDistinct/);
    expect(await publish([entry('a b')])).toMatch(/^InvalidBatchEntryId/);
    expect(await publish([entry('a', 'x'.repeat(200_000)), entry('b', 'x'.repeat(100_000))])).toMatch(
      /^BatchRequestTooLong/,
    );
  });
});
