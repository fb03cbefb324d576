import { createInterface } from 'node:readline/promises';
import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import type { Screen } from '../terminal/screen.ts';
import { UserError } from '../user-error.ts';
import type { ActionProgress } from './execution-progress.ts';

export interface ApprovalDesk {
  /** Answers the approval that `action` waits for; resolves once it is answered. */
  answer(action: ActionProgress): Promise<void>;
}

export interface ApprovalParts {
  readonly codepipeline: CodePipeline;
  readonly pipelineName: string;
  readonly screen: Screen;
  /** Approves everything without asking. */
  readonly approveAll: boolean;
  readonly signal: AbortSignal;
}

/** Asks on the terminal; without one, and without `--approve`, it says what to do instead. */
export function createApprovalDesk({
  codepipeline,
  pipelineName,
  screen,
  approveAll,
  signal,
}: ApprovalParts): ApprovalDesk {
  async function waiting(action: ActionProgress): Promise<string | undefined> {
    const { stageStates } = await codepipeline.getPipelineState({ name: pipelineName });
    const stage = stageStates?.find((candidate) => candidate.stageName === action.stage);
    const state = stage?.actionStates?.find((candidate) => candidate.actionName === action.name);
    return state?.latestExecution?.token;
  }

  async function decide(question: string): Promise<'Approved' | 'Rejected'> {
    if (approveAll) return 'Approved';
    if (!process.stdin.isTTY) {
      throw new UserError('an approval is waited for and there is no terminal to ask on: run again with --approve');
    }
    screen.status('');
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      const answer = await terminal.question(`  ${screen.paint('yellow', '?')} ${question} [y/N] `, { signal });
      return /^y(es)?$/i.test(answer.trim()) ? 'Approved' : 'Rejected';
    } finally {
      terminal.close();
    }
  }

  return {
    async answer(action) {
      const token = await waiting(action);
      if (!token) return;
      const status = await decide(action.question ?? `Approve ${action.stage}/${action.name}?`);
      const summary = approveAll ? 'codeyard run --approve' : 'answered at the terminal';
      await codepipeline.putApprovalResult({
        pipelineName,
        stageName: action.stage,
        actionName: action.name,
        token,
        result: { status, summary },
      });
    },
  };
}
