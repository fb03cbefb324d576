import type { BatchGetBuildsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { readBuildId } from '../arns.ts';
import { invalidBuildId } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { describeBuild } from '../rules/describe-build.ts';
import { findBuilds } from '../store/builds.ts';

export const batchGetBuilds = operation<BatchGetBuildsCommand, Parts>('BatchGetBuilds', async (input, parts) => {
  const wanted = input.ids.map((given) => {
    const id = readBuildId(given);
    if (!id) throw invalidBuildId();
    return { given, id };
  });
  const found = await findBuilds(
    parts.database,
    wanted.map(({ id }) => id),
  );
  const byId = new Map(found.map((build) => [build.id, build]));
  return {
    builds: wanted.flatMap(({ id }) => byId.get(id) ?? []).map((build) => describeBuild(build, parts)),
    buildsNotFound: wanted.filter(({ id }) => !byId.has(id)).map(({ given }) => given),
  };
});
