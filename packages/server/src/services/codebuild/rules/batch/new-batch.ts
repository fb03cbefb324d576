import { artifactArn, locateArtifacts } from '../artifact-location.ts';
import { artifactsOf, type BuildDefinition } from '../build.ts';
import type { BuildIdentity } from '../new-build.ts';
import { present } from '../present.ts';
import type { Batch } from './batch.ts';
import { type BatchConfig, batchTimeout } from './batch-config.ts';

interface BatchRequest {
  readonly definition: BuildDefinition;
  readonly config: BatchConfig;
  readonly debugSessionEnabled?: boolean | undefined;
}

/** A batch that was just submitted. */
export function newBatch(identity: BuildIdentity, request: BatchRequest, now: number): Batch {
  const { projectName, uuid, number, initiator } = identity;
  const { definition, config, debugSessionEnabled } = request;
  return {
    id: `${projectName}:${uuid}`,
    uuid,
    projectName,
    number,
    initiator,
    startedAt: now,
    definition,
    config,
    status: 'IN_PROGRESS',
    phases: [{ type: 'SUBMITTED', startedAt: now }],
    groups: [],
    fastFail: false,
    deadlineAt: now + batchTimeout(config) * 60_000,
    artifacts: Object.fromEntries(
      artifactsOf(definition).map(({ artifacts, identifier }) => {
        const target = locateArtifacts(artifacts, identity);
        return [identifier, { location: target ? artifactArn(target) : '' }];
      }),
    ),
    ...present('debugSessionEnabled', debugSessionEnabled),
  };
}
