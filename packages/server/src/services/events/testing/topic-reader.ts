import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Yard } from '../../../testing/start-yard.ts';

/** A topic whose messages a test can wait for. */
export interface TopicReader {
  readonly arn: string;
  /** The texts of all messages so far, once there are at least `count`. */
  messages(count: number): Promise<string[]>;
}

export async function createTopicReader(yard: Yard, name: string): Promise<TopicReader> {
  const { TopicArn: arn = '' } = await yard.context.aws.sns.createTopic({ Name: name });
  const file = join(yard.dataFolder, 'messages', `${name}.jsonl`);
  const read = async () => {
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => (JSON.parse(line) as { Message: string }).Message);
  };
  return { arn, messages: (count) => eventually(read, (messages) => messages.length >= count) };
}

const LONGEST_WAIT_MS = 20_000;
const LOOK_EVERY_MS = 20;

/** What `look` answers once it satisfies `isIt`. */
export async function eventually<T>(look: () => Promise<T>, isIt: (found: T) => boolean): Promise<T> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found = await look();
    if (isIt(found)) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain; last seen: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
