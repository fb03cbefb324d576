import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchGetCommandExecutionsCommand,
  BatchGetSandboxesCommand,
  CodeBuildClient,
  type CommandExecution,
  type Sandbox,
  StartCommandExecutionCommand,
  StartSandboxCommand,
  StopSandboxCommand,
} from '@aws-sdk/client-codebuild';
import type { Yard } from '../../../testing/start-yard.ts';

/** Shorthand for tests that use sandboxes through the API. */
export interface SandboxLab {
  start(projectName: string): Promise<string>;
  get(id: string): Promise<Sandbox>;
  /** Looks until the sandbox is in that state. */
  until(id: string, status: string): Promise<Sandbox>;
  submit(sandboxId: string, command: string): Promise<string>;
  getCommand(sandboxId: string, id: string): Promise<CommandExecution>;
  untilCommand(sandboxId: string, id: string, status: string): Promise<CommandExecution>;
  /** Runs a command to its end. */
  run(sandboxId: string, command: string): Promise<CommandExecution>;
  stop(id: string): Promise<Sandbox>;
}

const PATIENCE_MS = 25_000;

export function sandboxLab(yard: Yard): SandboxLab {
  const codebuild = yard.client(CodeBuildClient);
  async function lookUntil<Found>(look: () => Promise<Found>, wanted: (found: Found) => boolean): Promise<Found> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (wanted(found)) return found;
      if (Date.now() > giveUpAt) throw new Error(`it did not get there: ${JSON.stringify(found)}`);
      await delay(10);
    }
  }
  const lab: SandboxLab = {
    async start(projectName) {
      const { sandbox } = await codebuild.send(new StartSandboxCommand({ projectName }));
      return sandbox?.id ?? '';
    },
    async get(id) {
      const { sandboxes } = await codebuild.send(new BatchGetSandboxesCommand({ ids: [id] }));
      return sandboxes?.[0] ?? {};
    },
    until: (id, status) =>
      lookUntil(
        () => lab.get(id),
        (sandbox) => sandbox.status === status,
      ),
    async submit(sandboxId, command) {
      const { commandExecution } = await codebuild.send(new StartCommandExecutionCommand({ sandboxId, command }));
      return commandExecution?.id ?? '';
    },
    async getCommand(sandboxId, id) {
      const { commandExecutions } = await codebuild.send(
        new BatchGetCommandExecutionsCommand({ sandboxId, commandExecutionIds: [id] }),
      );
      return commandExecutions?.[0] ?? {};
    },
    untilCommand: (sandboxId, id, status) =>
      lookUntil(
        () => lab.getCommand(sandboxId, id),
        (command) => command.status === status,
      ),
    async run(sandboxId, text) {
      const id = await lab.submit(sandboxId, text);
      return await lookUntil(
        () => lab.getCommand(sandboxId, id),
        ({ endTime }) => endTime !== undefined,
      );
    },
    async stop(id) {
      const { sandbox } = await codebuild.send(new StopSandboxCommand({ id }));
      return sandbox ?? {};
    },
  };
  return lab;
}

/** `SUBMITTED SUCCEEDED`, … */
export const sandboxPhases = ({ currentSession }: Sandbox): string[] =>
  (currentSession?.phases ?? []).map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus ?? ''}`.trim());
