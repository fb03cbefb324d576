import type { BatchDeleteBuildsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { buildArn, readBuildId } from '../arns.ts';
import { invalidBuildId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { deleteFinishedBuild } from '../store/builds.ts';

/** Running builds stay and are named; the numbers of deleted ones are never given again. */
export const batchDeleteBuilds = operation<BatchDeleteBuildsCommand, Parts>(
  'BatchDeleteBuilds',
  async (input, parts) => {
    const buildsDeleted: string[] = [];
    const buildsNotDeleted: { id: string; statusCode: string }[] = [];
    for (const given of input.ids) {
      const id = readBuildId(given);
      if (!id) throw invalidBuildId();
      const outcome = await deleteFinishedBuild(parts.database, id);
      if (outcome === 'running') buildsNotDeleted.push({ id: buildArn(parts, id), statusCode: 'BUILD_IN_PROGRESS' });
      else buildsDeleted.push(buildArn(parts, id));
    }
    return { buildsDeleted, buildsNotDeleted };
  },
);
