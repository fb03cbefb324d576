import type { GitConfiguration, PipelineDeclaration, PipelineTriggerDeclaration } from '@aws-sdk/client-codepipeline';
import type { GitEvent } from './git-event.ts';
import { compileGlob } from './glob.ts';
import { UNPROVEN } from './unproven.ts';

type Criteria = {
  readonly includes?: readonly string[] | undefined;
  readonly excludes?: readonly string[] | undefined;
};

const matchesAny = (patterns: readonly string[], text: string) =>
  patterns.some((pattern) => compileGlob(pattern)?.(text) === true);

/** An exclude beats an include; without includes everything else passes. */
function passes({ includes = [], excludes = [] }: Criteria, text: string): boolean {
  if (matchesAny(excludes, text)) return false;
  return includes.length === 0 || matchesAny(includes, text);
}

/** Every file is judged alone, and one that passes is enough. A host that names no files is believed to have changed one that does. */
const filesPass = (criteria: Criteria | undefined, files: readonly string[] | undefined) =>
  !criteria || files === undefined || files.some((file) => passes(criteria, file));

/** Whether an event is one of those that a trigger names; its filters are alternatives. */
export function triggerMatches(git: GitConfiguration, event: GitEvent): boolean {
  if (event.kind === 'push') {
    const { branch, tag, files } = event;
    return (git.push ?? []).some(({ branches, tags, filePaths }) => {
      if (tags) return tag !== undefined && passes(tags, tag);
      if (branch === undefined) return false;
      return (!branches || passes(branches, branch)) && filesPass(filePaths, files);
    });
  }
  return (git.pullRequest ?? []).some(({ events, branches, filePaths }) => {
    if (events?.length && !events.includes(event.action)) return false;
    return (!branches || passes(branches, event[UNPROVEN.pullRequestBranch])) && filesPass(filePaths, event.files);
  });
}

const BAD_MIX =
  'The trigger configuration for the source action is not valid. Make sure to choose valid filter combinations.';
const BAD_ACTION =
  'Triggers for connection must reference a CodeStarSourceConnection action. Note that when you specify a trigger, you cant specify more than one trigger per source action.';

/** What is wrong with a pipeline's triggers, in AWS's words. */
export function checkTriggers({ triggers = [], stages = [], pipelineType }: PipelineDeclaration): string[] {
  const sources = stages.flatMap(({ actions = [] }) => actions);
  const isConnection = (name: string | undefined) =>
    sources.some((action) => action.name === name && action.actionTypeId?.provider === 'CodeStarSourceConnection');
  const named = triggers.map(({ gitConfiguration }) => gitConfiguration?.sourceActionName);
  const problems = new Set<string>();
  for (const [index, name] of named.entries())
    if (!isConnection(name) || named.indexOf(name) !== index) problems.add(BAD_ACTION);
  for (const trigger of triggers) for (const problem of checkFilters(trigger, pipelineType)) problems.add(problem);
  return [...problems];
}

function checkFilters({ gitConfiguration: git }: PipelineTriggerDeclaration, type: string | undefined): string[] {
  const problems: string[] = [];
  for (const { branches, tags, filePaths } of git?.push ?? []) {
    if (tags && type === 'V1') problems.push('Triggers on tag can only be used with V2 pipelines');
    const legal = tags ? !branches && !filePaths : branches !== undefined;
    if (!legal) problems.push(BAD_MIX);
  }
  for (const { events = [], branches } of git?.pullRequest ?? []) {
    if (!branches || new Set(events).size < events.length) problems.push(BAD_MIX);
  }
  const lists = [...(git?.push ?? []), ...(git?.pullRequest ?? [])].flatMap((filter) => [
    filter.branches,
    filter.filePaths,
    'tags' in filter ? filter.tags : undefined,
  ]);
  for (const pattern of lists.flatMap((list) => [...(list?.includes ?? []), ...(list?.excludes ?? [])]))
    if (!compileGlob(pattern)) problems.push(`The pattern ${pattern} of a trigger is no glob`);
  return problems;
}

/** The triggers of a V2 pipeline: a connection source that is to detect changes and has none is given one for its branch. */
export function withDefaultTriggers({
  triggers,
  stages = [],
}: PipelineDeclaration): PipelineTriggerDeclaration[] | undefined {
  if (!UNPROVEN.defaultTriggerShown) return triggers;
  const told = new Set(triggers?.map(({ gitConfiguration }) => gitConfiguration?.sourceActionName));
  const untold = (stages[0]?.actions ?? []).filter(
    ({ name, actionTypeId, configuration = {} }) =>
      actionTypeId?.provider === 'CodeStarSourceConnection' &&
      configuration.DetectChanges !== 'false' &&
      !told.has(name),
  );
  const added = untold.map(({ name, configuration = {} }) => ({
    providerType: 'CodeStarSourceConnection' as const,
    gitConfiguration: {
      sourceActionName: name,
      push: [{ branches: { includes: [configuration.BranchName ?? ''] } }],
    },
  }));
  return added.length > 0 ? [...(triggers ?? []), ...added] : triggers;
}
