/** Carries one build to its end; its slots are what this process runs at once. */
export const RUN_KIND = 'codebuild.run';
export const QUEUE_DEADLINE_KIND = 'codebuild.queue-deadline';

export const runId = (build: { readonly uuid: string }): string => `${RUN_KIND}:${build.uuid}`;
export const queueDeadlineId = (build: { readonly uuid: string }): string => `${QUEUE_DEADLINE_KIND}:${build.uuid}`;
/** Chooses who leaves the queue; one item for all. */
export const ADMIT_KIND = 'codebuild.admit';
/** Keeps one fleet. */
export const FLEET_KIND = 'codebuild.fleet';
export const fleetWorkId = (fleet: string): string => `${FLEET_KIND}:${fleet}`;
