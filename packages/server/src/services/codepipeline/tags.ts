import type { Db } from '../../database/database.ts';
import { parseArn } from '../../platform/arn.ts';
import { pipelineArn } from './describe.ts';
import { invalidArn, resourceNotFound, systemTags, tooManyTags } from './errors.ts';
import type { Parts } from './parts.ts';
import { findPipeline, lockPipeline, type Pipeline, saveTags } from './store/pipelines.ts';

const MOST_TAGS = 50;

export function checkTags(parts: Parts, name: string, tags: Pipeline['tags']): void {
  if (tags.some(({ key }) => key.startsWith('aws:'))) throw systemTags();
  if (tags.length > MOST_TAGS) throw tooManyTags(pipelineArn(parts, name));
}

function nameIn(arn: string): string {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'codepipeline' || /[:/]/.test(parsed.resource)) throw invalidArn(arn);
  return parsed.resource;
}

export async function taggedPipeline({ database, account }: Parts, arn: string): Promise<Pipeline> {
  const name = nameIn(arn);
  const pipeline = await findPipeline(database, name);
  if (!pipeline) throw resourceNotFound(account, name);
  return pipeline;
}

/** Changes the tags of the pipeline an ARN names. */
export async function changeTags(
  parts: Parts,
  arn: string,
  change: (tags: Pipeline['tags']) => Pipeline['tags'],
): Promise<void> {
  const name = nameIn(arn);
  await parts.database.transaction(async (tx: Db) => {
    const pipeline = await lockPipeline(tx, name);
    if (!pipeline) throw resourceNotFound(parts.account, name);
    const tags = change(pipeline.tags);
    checkTags(parts, name, tags);
    await saveTags(tx, name, tags);
  });
}
