import { setTimeout as pause } from 'node:timers/promises';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { type Connection, clientSettings } from '../server/connection.ts';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Screen } from '../terminal/screen.ts';
import { type ApprovalDesk, createApprovalDesk } from './approval.ts';
import { type BuildLog, openBuildLog } from './build-log.ts';
import { type ActionProgress, actionsOf, type ProgressEvent, progressBetween } from './execution-progress.ts';
import { showSummary, type WatchedExecution } from './summary.ts';

const LOOK_EVERY_MS = 100;
/** How long a stopped execution may take to say so. */
const STOP_PATIENCE_MS = 15_000;

export interface WatchOptions {
  readonly connection: Connection;
  readonly pipelineName: string;
  readonly executionId: string;
  readonly screen: Screen;
  readonly approveAll: boolean;
  /** Aborts when the user wants the execution stopped. */
  readonly signal: AbortSignal;
}

/** Shows an execution as it goes on, answers its approvals, and resolves when it has ended. */
async function watchPipeline(options: WatchOptions): Promise<WatchedExecution> {
  const { connection, pipelineName, executionId, screen, signal } = options;
  const codepipeline = new CodePipeline(clientSettings(connection));
  const view = createView(screen, connection);
  const desk = createApprovalDesk({ codepipeline, pipelineName, screen, approveAll: options.approveAll, signal });
  let actions: ActionProgress[] = [];
  try {
    for (;;) {
      const [execution, list] = await Promise.all([
        codepipeline.getPipelineExecution({ pipelineName, pipelineExecutionId: executionId }),
        codepipeline.listActionExecutions({ pipelineName, filter: { pipelineExecutionId: executionId } }),
      ]);
      const now = actionsOf(list.actionExecutionDetails ?? []);
      for (const event of progressBetween(actions, now)) await view.show(event);
      actions = now;
      await view.follow(actions);
      const { status = '', statusSummary } = execution.pipelineExecution ?? {};
      if (!['InProgress', 'Stopping'].includes(status)) {
        return { status, actions, ...(statusSummary ? { statusSummary } : {}) };
      }
      signal.throwIfAborted();
      await answerApprovals(desk, actions);
      await pause(LOOK_EVERY_MS);
    }
  } catch (error) {
    await stopExecution(codepipeline, pipelineName, executionId, screen);
    if (!signal.aborted) throw error;
    return { status: 'Stopped', actions };
  } finally {
    screen.status('');
  }
}

/** The same with a summary at the end; resolves with whether the execution succeeded. */
export async function watchToEnd(options: WatchOptions): Promise<boolean> {
  const watched = await watchPipeline(options);
  showSummary(options.screen, options.pipelineName, watched);
  return watched.status === 'Succeeded';
}

async function answerApprovals(desk: ApprovalDesk, actions: readonly ActionProgress[]): Promise<void> {
  const waiting = actions.filter((action) => action.provider === 'Manual' && action.status === 'InProgress');
  for (const action of waiting) await desk.answer(action);
}

/** Abandons the execution and waits until it and what it started have stopped. */
async function stopExecution(
  codepipeline: CodePipeline,
  pipelineName: string,
  id: string,
  screen: Screen,
): Promise<void> {
  screen.status('stopping …');
  const request = { pipelineName, pipelineExecutionId: id, abandon: true, reason: 'stopped from codeyard run' };
  const stopped = await codepipeline.stopPipelineExecution(request).then(
    () => true,
    () => false,
  );
  const end = performance.now() + STOP_PATIENCE_MS;
  while (stopped && performance.now() < end) {
    const { pipelineExecution } = await codepipeline.getPipelineExecution({ pipelineName, pipelineExecutionId: id });
    if (pipelineExecution?.status !== 'Stopping' && pipelineExecution?.status !== 'InProgress') return;
    await pause(LOOK_EVERY_MS);
  }
}

/** Turns progress into lines: a heading per stage, a line per action, build logs between them. */
function createView(screen: Screen, connection: Connection) {
  const logs = new Map<string, BuildLog>();
  const writeLog = (line: string) => screen.line(`    ${screen.paint('dim', '│')} ${line}`);

  async function readLog(action: ActionProgress): Promise<void> {
    if (action.provider !== 'CodeBuild' || !action.externalId) return;
    const log = logs.get(action.id) ?? openBuildLog(connection, action.externalId);
    logs.set(action.id, log);
    await log.read(writeLog);
  }

  function ended(action: ActionProgress): string {
    const good = action.status === 'Succeeded';
    const mark = good ? screen.paint('green', '✓') : screen.paint('red', '✗');
    const took = screen.paint('dim', formatDuration(action.updatedAt - action.startedAt));
    const said = good
      ? (action.summary?.split('\n')[0] ?? '')
      : (action.errorMessage ?? action.summary ?? action.status);
    return `  ${mark} ${action.name}  ${took}${said ? `  ${good ? screen.paint('dim', said) : said}` : ''}`;
  }

  return {
    async show(event: ProgressEvent): Promise<void> {
      if (event.type === 'stage-started') return screen.line(`\n${screen.paint('bold', event.stage)}`);
      if (event.type === 'action-started') return screen.line(`  ${screen.paint('cyan', '▸')} ${event.action.name}`);
      await readLog(event.action);
      screen.line(ended(event.action));
    },
    async follow(actions: readonly ActionProgress[]): Promise<void> {
      const running = actions.filter((action) => action.status === 'InProgress');
      for (const action of running) await readLog(action);
      const texts = running.map(
        ({ stage, name, startedAt }) => `${stage}/${name} ${formatDuration(Date.now() - startedAt)}`,
      );
      screen.status(texts.join('   '));
    },
  };
}
