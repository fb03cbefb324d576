import type { Db } from '../../database/database.ts';
import { resourceNotFound } from './errors.ts';
import { activityOf, readMachineArn } from './rules/arns.ts';
import { findActivity, saveActivityTags } from './store/activities.ts';
import { lockMachine, saveMachine } from './store/machines.ts';

type Tags = Readonly<Record<string, string>>;

/** Tags as the API lists them. */
export const listOf = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));
export const tagsOf = (list: readonly { key?: string | undefined; value?: string | undefined }[] = []): Tags =>
  Object.fromEntries(list.map(({ key = '', value = '' }) => [key, value]));

/** The tags of a state machine or an activity, and what becomes of them. */
export async function changeTags(tx: Db, arn: string, change: (tags: Tags) => Tags): Promise<Tags> {
  const machine = readMachineArn(arn)?.name;
  const record = machine === undefined ? undefined : await lockMachine(tx, machine);
  if (record) {
    const tags = change(record.tags);
    await saveMachine(tx, { ...record, tags });
    return tags;
  }
  const activity = await findActivity(tx, activityOf(arn) ?? '');
  if (!activity) throw resourceNotFound(arn);
  const tags = change(activity.tags);
  await saveActivityTags(tx, activity.name, tags);
  return tags;
}
