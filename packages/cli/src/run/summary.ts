import { formatDuration } from '../terminal/format-duration.ts';
import type { Screen } from '../terminal/screen.ts';
import type { ActionProgress } from './execution-progress.ts';

export interface WatchedExecution {
  /** As the API spells it: `Succeeded`, `Failed`, `Stopped`, … */
  readonly status: string;
  readonly statusSummary?: string;
  readonly actions: readonly ActionProgress[];
}

/** One line per stage with its duration, and the outcome. */
export function showSummary(screen: Screen, pipelineName: string, execution: WatchedExecution): void {
  const stages = groupByStage(execution.actions);
  const width = Math.max(...[...stages.keys()].map((name) => name.length), 0);
  screen.line('');
  for (const [stage, actions] of stages) {
    const good = actions.every((action) => action.status === 'Succeeded');
    screen.line(
      `${good ? screen.paint('green', '✓') : screen.paint('red', '✗')} ${stage.padEnd(width)}  ${formatDuration(spanOf(actions))}`,
    );
  }
  const { actions, status, statusSummary } = execution;
  const colour = status === 'Succeeded' ? 'green' : status === 'Stopped' ? 'yellow' : 'red';
  const why = statusSummary ? `: ${statusSummary}` : '';
  screen.line(
    screen.paint(colour, `${pipelineName} ${status.toLowerCase()} in ${formatDuration(spanOf(actions))}${why}`),
  );
}

function groupByStage(actions: readonly ActionProgress[]): Map<string, ActionProgress[]> {
  const stages = new Map<string, ActionProgress[]>();
  for (const action of actions) stages.set(action.stage, [...(stages.get(action.stage) ?? []), action]);
  return stages;
}

/** Milliseconds from the first start to the last change. */
function spanOf(actions: readonly ActionProgress[]): number {
  if (actions.length === 0) return 0;
  return (
    Math.max(...actions.map((action) => action.updatedAt)) - Math.min(...actions.map((action) => action.startedAt))
  );
}
