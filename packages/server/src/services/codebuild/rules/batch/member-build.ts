import type { BatchTaskEnv } from '@codeyard/engine/buildspec/batch/batch-spec';
import type { BuildDefinition } from '../build.ts';
import type { Artifacts, Environment } from '../definition.ts';
import { applyOverrides, mergeVariables, type Overrides } from '../new-build.ts';
import { isCommit, pinnedVersion } from '../pinned-version.ts';
import { present } from '../present.ts';
import type { Batch, BatchGroup } from './batch.ts';

/** What one build of a batch does, and the same as overrides of StartBuild, so that it can be retried by itself. */
export interface MemberBuild {
  readonly definition: BuildDefinition;
  readonly overrides: Overrides;
}

/**
 * A build of a batch: what all have in common, then what its task says. Of variables, the task's win over the project's, and
 * those that the batch was started with over both. [inferred]
 */
export function memberBuild(
  { account }: { readonly account: string },
  { batch, group, common }: { batch: Batch; group: BatchGroup; common: Overrides },
): MemberBuild {
  const overrides: Overrides = { ...common, ...taskOverrides(group, common), ...pinnedSource(batch) };
  const { projectName } = batch;
  const definition = applyOverrides(batch.definition, overrides, { projectName, account });
  return { definition: { ...definition, ...memberArtifacts(batch, group) }, overrides };
}

function taskOverrides({ task }: BatchGroup, common: Overrides): Overrides {
  if (!task) return {};
  const variables = Object.entries(task.env.variables).map(([name, value]) => ({ name, value }));
  return {
    ...environmentOverrides(task.env),
    ...present('buildspecOverride', task.buildspec),
    ...(task.debugSession ? { debugSessionEnabled: true } : {}),
    environmentVariablesOverride: mergeVariables(variables, common.environmentVariablesOverride),
  };
}

/** Types were checked when the tasks were read. */
function environmentOverrides({ type, image, computeType, fleet, privilegedMode }: BatchTaskEnv): Overrides {
  return {
    ...present('environmentTypeOverride', type as Environment['type'] | undefined),
    ...present('imageOverride', image),
    ...present('computeTypeOverride', computeType as Environment['computeType'] | undefined),
    ...present('privilegedModeOverride', privilegedMode),
    ...present('fleetOverride', fleet === undefined ? undefined : { fleetArn: fleet }),
  };
}

/** All builds of a batch see one commit, also when the branch moves on meanwhile: `main^{commit}`. [inferred] */
function pinnedSource({ definition, resolvedSourceVersion }: Batch): Overrides {
  const { source, sourceVersion } = definition;
  if (['S3', 'CODEPIPELINE', 'NO_SOURCE'].includes(source.type) || !isCommit(resolvedSourceVersion)) return {};
  return sourceVersion?.endsWith('}') ? {} : { sourceVersion: pinnedVersion(sourceVersion, resolvedSourceVersion) };
}

/** Where a build of the batch puts its artifacts; the download of the source has none. */
function memberArtifacts(
  batch: Batch,
  group: BatchGroup,
): Pick<BuildDefinition, 'artifacts' | 'secondaryArtifacts'> | undefined {
  const { artifacts, secondaryArtifacts = [] } = batch.definition;
  const isPipeline = artifacts.type === 'CODEPIPELINE';
  if (!group.task) return { artifacts: { type: isPipeline ? 'CODEPIPELINE' : 'NO_ARTIFACTS' }, secondaryArtifacts: [] };
  if (batch.config.combineArtifacts) return { artifacts: partOf(batch, group), secondaryArtifacts };
  return isPipeline ? pipelineOutputs(batch, group) : undefined;
}

/**
 * Artifacts that will be combined wait as ZIP files below their place, `<batch>/<identifier>.zip`, and stay there. Only the
 * primary ones are combined.
 */
function partOf({ definition, uuid }: Batch, { identifier }: BatchGroup): Artifacts {
  const { artifacts } = definition;
  if (!artifacts.location) return artifacts;
  if (artifacts.type === 'CODEPIPELINE') return { ...artifacts, location: `${artifacts.location}.${identifier}` };
  return {
    ...artifacts,
    path: [artifacts.path, uuid].filter(Boolean).join('/'),
    name: `${identifier}.zip`,
    namespaceType: 'NONE',
    packaging: 'ZIP',
    overrideArtifactName: false,
  };
}

/** The outputs of a pipeline's action are named `<build>` or `<build>_<artifact>`. */
function pipelineOutputs(batch: Batch, group: BatchGroup): Pick<BuildDefinition, 'artifacts' | 'secondaryArtifacts'> {
  const type = 'CODEPIPELINE' as const;
  const own = outputsOf(batch).filter(({ artifactIdentifier = '' }) => ownerOf(batch, artifactIdentifier) === group);
  const primary = own.find(({ artifactIdentifier }) => artifactIdentifier === group.identifier);
  const secondary = own.filter((output) => output !== primary);
  return {
    artifacts: { type, ...present('location', primary?.location) },
    secondaryArtifacts: secondary.map(({ artifactIdentifier = '', ...output }) => ({
      ...output,
      artifactIdentifier: artifactIdentifier.slice(group.identifier.length + 1),
    })),
  };
}

const outputsOf = ({ definition }: Batch): Artifacts[] => definition.secondaryArtifacts ?? [];

/** The group with the longest identifier that fits: `a_b` belongs to `a_b` before it belongs to `a`. */
function ownerOf({ groups }: Batch, name: string): BatchGroup | undefined {
  const fitting = groups.filter(({ identifier }) => name === identifier || name.startsWith(`${identifier}_`));
  return fitting.toSorted((a, b) => b.identifier.length - a.identifier.length)[0];
}
