import type { ResourceCall, UpdateCall } from '../resource-type.ts';
import { previousTags, removedTags, tagsOf } from '../tags.ts';

/** Tags as Step Functions' API has them. */
export const apiTags = (call: ResourceCall) => tagsOf(call).map(({ Key, Value }) => ({ key: Key, value: Value }));

export async function changeTags(call: UpdateCall): Promise<void> {
  const { aws, physicalId: resourceArn, previous } = call;
  const tags = apiTags(call);
  const tagKeys = removedTags(previousTags(previous), tagsOf(call));
  if (tagKeys.length > 0) await aws.stepfunctions.untagResource({ resourceArn, tagKeys });
  if (tags.length > 0) await aws.stepfunctions.tagResource({ resourceArn, tags });
}
