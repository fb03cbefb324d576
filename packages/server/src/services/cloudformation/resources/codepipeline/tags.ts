import type { ResourceCall, UpdateCall } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

/** Tags as CodePipeline's API has them. */
export const apiTags = (call: ResourceCall) => tagsOf(call).map(({ Key, Value }) => ({ key: Key, value: Value }));

export async function changeTags(call: UpdateCall, resourceArn: string): Promise<void> {
  const tags = apiTags(call);
  const tagKeys = removedTags(previousTags(call.previous), tagsOf(call));
  if (tagKeys.length > 0) await call.aws.codepipeline.untagResource({ resourceArn, tagKeys });
  if (tags.length > 0) await call.aws.codepipeline.tagResource({ resourceArn, tags });
}
