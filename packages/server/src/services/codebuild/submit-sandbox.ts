import type { Db } from '../../database/database.ts';
import { projectArn } from './arns.ts';
import { findEarlierStart } from './earlier-start.ts';
import { projectNotFound, sandboxHasEnded, sandboxNotFound, tooManyQueued } from './errors.ts';
import { findFleetOf } from './fleets/find-fleet-of.ts';
import type { Parts } from './parts.ts';
import { type Build, isEnding } from './rules/build.ts';
import { onFleet } from './rules/fleet/fleet.ts';
import { applyOverrides, newSandbox } from './rules/new-build.ts';
import type { Command } from './rules/sandbox/command.ts';
import { sandboxIdOf } from './rules/sandbox/describe-sandbox.ts';
import { countQueued, findBuild, lockBuild } from './store/builds.ts';
import { countCommands, insertCommand } from './store/commands.ts';
import { findProject } from './store/projects.ts';
import { checkDefinition, DEFAULT_QUEUED_BUILDS, queueBuild } from './submit-build.ts';

export interface SandboxRequest {
  readonly projectName: string;
  readonly initiator: string;
  readonly idempotencyToken?: string | undefined;
}

/** Starts a sandbox, or finds the one that the same request started before. */
export function submitSandbox(parts: Parts, request: SandboxRequest): Promise<Build> {
  const { projectName, idempotencyToken: token } = request;
  const uuid = parts.ids.uuid();
  return parts.database.transaction(async (tx) => {
    const start = { token, of: ['sandbox', projectName], id: `sandbox/${projectName}:${uuid}` };
    const earlier = await findEarlierStart(tx, parts, start);
    if (earlier === undefined) return await insertNew(tx, parts, request, uuid);
    const sandbox = await findBuild(tx, earlier);
    if (!sandbox) throw sandboxNotFound(earlier);
    return sandbox;
  });
}

async function insertNew(tx: Db, parts: Parts, request: SandboxRequest, uuid: string): Promise<Build> {
  const { projectName, initiator } = request;
  const project = await findProject(tx, projectName);
  if (!project) throw projectNotFound(projectArn(parts, projectName));
  const { account } = parts;
  const definition = applyOverrides(project.definition, {}, { projectName, account });
  checkDefinition(definition);
  const { fleet, refusal } = await findFleetOf(tx, parts, definition.environment);
  if (refusal) throw refusal;
  const limit = parts.queuedBuilds ?? DEFAULT_QUEUED_BUILDS;
  if ((await countQueued(tx)) >= limit) throw tooManyQueued(limit);
  const identity = { projectName, uuid, initiator, account };
  return await queueBuild(tx, parts, onFleet(newSandbox(identity, definition, parts.clock.now()), fleet), {});
}

/** Gives a sandbox one more command. One that does not run yet keeps it until it does. [inferred] */
export function submitCommand(parts: Parts, sandboxId: string, text: string): Promise<[Command, Build]> {
  return parts.database.transaction(async (tx) => {
    const sandbox = await lockBuild(tx, sandboxId);
    if (!sandbox) throw sandboxNotFound(sandboxId);
    if (isEnding(sandbox) || sandbox.endedAt !== undefined) throw sandboxHasEnded(sandboxIdOf(sandbox));
    const command: Command = {
      id: parts.ids.uuid(),
      sandboxId,
      number: (await countCommands(tx, sandboxId)) + 1,
      text,
      submittedAt: parts.clock.now(),
      status: 'SUBMITTED',
    };
    await insertCommand(tx, command);
    return [command, sandbox];
  });
}
