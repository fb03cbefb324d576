import { artifactsOf, type Build } from '../build.ts';
import type { BatchEvent } from './next-batch.ts';

/** What a batch hears of a build of it that is over; nothing of any other. */
export function buildEnded({ batch, uuid, status, definition, artifacts, phases }: Build): BatchEvent | undefined {
  if (!batch || status === 'IN_PROGRESS') return undefined;
  const failed = phases.find((phase) => phase.status !== undefined && phase.status !== 'SUCCEEDED');
  return {
    type: 'build-ended',
    identifier: batch.identifier,
    uuid,
    status,
    artifacts: artifactsOf(definition).map(({ artifacts: { type }, identifier }) => ({
      type,
      identifier,
      location: artifacts[identifier]?.location ?? '',
      isZip: artifacts[identifier]?.md5sum !== undefined,
    })),
    contexts: failed?.contexts ?? [],
  };
}
