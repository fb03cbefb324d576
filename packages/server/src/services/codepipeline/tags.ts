import type { Db } from '../../database/database.ts';
import { parseArn } from '../../platform/arn.ts';
import { invalidArn, resourceNotFound, systemTags, tooManyTags } from './errors.ts';
import type { Parts } from './parts.ts';
import { findCustomType, saveCustomType } from './store/custom-types.ts';
import { findPipeline, lockPipeline, saveTags } from './store/pipelines.ts';

const MOST_TAGS = 50;

export type Tags = readonly { readonly key: string; readonly value: string }[];

export function checkTags({ region, account }: Parts, resource: string, tags: Tags): void {
  if (tags.some(({ key }) => key.startsWith('aws:'))) throw systemTags();
  if (tags.length > MOST_TAGS) throw tooManyTags(`arn:aws:codepipeline:${region}:${account}:${resource}`);
}

/** What an ARN of ours names; both spellings of `actiontype` are in AWS's documentation. */
function resourceIn(arn: string): { resource: string; typeKey?: string } {
  const parsed = parseArn(arn);
  const resource = parsed?.service === 'codepipeline' ? parsed.resource : '';
  const type = /^action[tT]ype:Custom\/(.+)$/.exec(resource);
  if (type?.[1]) return { resource, typeKey: type[1] };
  if (resource === '' || /[:/]/.test(resource)) throw invalidArn(arn);
  return { resource };
}

/** The tags of the pipeline or custom action type that an ARN names. */
export async function tagsOf({ database, account }: Parts, arn: string): Promise<Tags> {
  const { resource, typeKey } = resourceIn(arn);
  const found =
    typeKey === undefined ? await findPipeline(database, resource) : (await findCustomType(database, typeKey))?.type;
  if (!found) throw resourceNotFound(account, resource);
  return found.tags;
}

/** Changes the tags of what an ARN names. */
export async function changeTags(parts: Parts, arn: string, change: (tags: Tags) => Tags): Promise<void> {
  const { resource, typeKey } = resourceIn(arn);
  await parts.database.transaction(async (tx: Db) => {
    const pipeline = typeKey === undefined ? await lockPipeline(tx, resource) : undefined;
    const type = typeKey === undefined ? undefined : (await findCustomType(tx, typeKey))?.type;
    const before = pipeline?.tags ?? type?.tags;
    if (!before) throw resourceNotFound(parts.account, resource);
    const tags = change(before);
    checkTags(parts, resource, tags);
    if (type) await saveCustomType(tx, { ...type, tags });
    else await saveTags(tx, resource, tags);
  });
}
