import { CodeBuildClient, StartSandboxConnectionCommand } from '@aws-sdk/client-codebuild';
import { DescribeSessionsCommand, type Session, SSMClient, StartSessionCommand } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { openSession, type SessionCall, type SessionClient } from '../../../testing/session-client.ts';
import type { Yard } from '../../../testing/start-yard.ts';
import type { SandboxLab } from './sandbox-lab.ts';

export interface StartedSession extends SessionCall {
  readonly sessionId: string;
}

/** Shorthand for tests that open sessions of Session Manager in sandboxes and builds. */
export interface SessionLab {
  /** A sandbox that takes commands. */
  startSandbox(project: string): Promise<string>;
  /** By StartSandboxConnection. */
  connection(sandboxId: string): Promise<StartedSession>;
  /** By StartSession. */
  session(target: string): Promise<StartedSession>;
  /** As DescribeSessions shows it, and in which of its two lists. */
  find(id: string): Promise<({ readonly State: 'Active' | 'History' } & Session) | undefined>;
  /** A client whose window has a size, as every client's has. */
  shell(call: SessionCall, size?: readonly [columns: number, rows: number]): Promise<SessionClient>;
}

export const targetOf = (id: string): string => `codebuild:${id.split(':')[1]}`;

export function sessionLab(yard: Yard, sandboxes: SandboxLab): SessionLab {
  const codebuild = yard.client(CodeBuildClient);
  const ssm = yard.client(SSMClient);
  return {
    async startSandbox(project) {
      const id = await sandboxes.start(project);
      await sandboxes.until(id, 'RUN_SANDBOX');
      return id;
    },
    async connection(sandboxId) {
      const { ssmSession } = await codebuild.send(new StartSandboxConnectionCommand({ sandboxId }));
      const { sessionId = '', tokenValue = '', streamUrl = '' } = ssmSession ?? {};
      return { sessionId, tokenValue, streamUrl };
    },
    async session(target) {
      const started = await ssm.send(new StartSessionCommand({ Target: target }));
      const { SessionId: sessionId = '', TokenValue: tokenValue = '', StreamUrl: streamUrl = '' } = started;
      return { sessionId, tokenValue, streamUrl };
    },
    async find(id) {
      const Filters = [{ key: 'SessionId' as const, value: id }];
      for (const State of ['Active', 'History'] as const) {
        const { Sessions = [] } = await ssm.send(new DescribeSessionsCommand({ State, Filters }));
        if (Sessions[0]) return { State, ...Sessions[0] };
      }
      return undefined;
    },
    async shell(call, [columns, rows] = [80, 24]) {
      const client = await openSession(call);
      await expect.poll(() => client.nextSequence, { timeout: 10_000 }).toBe(1);
      client.resize(columns, rows);
      return client;
    },
  };
}
