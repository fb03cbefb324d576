import { setTimeout as pause } from 'node:timers/promises';
import type { CloudFormation, Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import { busyResources, type StackProgress, stackProgress } from '../run/stack-progress.ts';
import { formatDuration } from '../terminal/format-duration.ts';
import type { Screen } from '../terminal/screen.ts';
import { findStack } from './find-stack.ts';

interface Followed {
  readonly cloudformation: CloudFormation;
  readonly screen: Screen;
  /** Id of the stack: it is found by it even when it was deleted. */
  readonly id: string;
  /** In the events of this change alone. */
  readonly token: string;
  readonly lookEveryMs: number;
}

/** Waits until the change of a stack has ended; shows it where there is a terminal. All its events, oldest first. */
export async function followStack(followed: Followed): Promise<{ stack: Stack | undefined; events: StackEvent[] }> {
  const { cloudformation, screen, id, token, lookEveryMs } = followed;
  let shown = 0;
  try {
    for (;;) {
      const stack = await findStack(cloudformation, id);
      const hasEnded = !stack?.StackStatus?.endsWith('_IN_PROGRESS');
      // The events of the end are written with it: they are read after it.
      const events = await eventsOf(cloudformation, id, token);
      for (const progress of stackProgress(events, shown)) show(screen, progress);
      shown = events.length;
      if (hasEnded) return { stack, events };
      screen.status(`  ${busyResources(events).join('   ')}`);
      await pause(lookEveryMs);
    }
  } finally {
    screen.status('');
  }
}

async function eventsOf(cloudformation: CloudFormation, StackName: string, token: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudformation.describeStackEvents({ StackName, ...(NextToken ? { NextToken } : {}) });
    const own = page.StackEvents?.filter(({ ClientRequestToken }) => ClientRequestToken === token) ?? [];
    events.push(...own);
    NextToken = own.length > 0 ? page.NextToken : undefined;
  } while (NextToken);
  return events.reverse();
}

const MARKS = { made: '✓', updated: '✓', deleted: '−', kept: '·', failed: '✗' } as const;

function show(screen: Screen, progress: StackProgress): void {
  if (!screen.isTerminal) return;
  if (progress.type === 'rolls-back') return screen.line(`  ${screen.paint('yellow', '↺')} taking back`);
  const { type, id, resourceType, tookMs, reason = '' } = progress;
  const colour = type === 'failed' ? 'red' : type === 'deleted' || type === 'kept' ? 'dim' : 'green';
  const told = type === 'failed' ? reason : screen.paint('dim', formatDuration(tookMs));
  screen.line(`  ${screen.paint(colour, MARKS[type])} ${id.padEnd(30)} ${screen.paint('dim', resourceType)}  ${told}`);
}
