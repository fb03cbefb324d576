import type { Build } from './build.ts';

/** What Session Manager calls a build or a sandbox. */
export const sessionTargetOf = ({ uuid }: Pick<Build, 'uuid'>): string => `codebuild:${uuid}`;

/** The build's UUID in a target; undefined for a target of something else. */
export const readSessionTarget = (target: string): string | undefined =>
  /^codebuild:([0-9a-f-]{36})$/.exec(target)?.[1];
