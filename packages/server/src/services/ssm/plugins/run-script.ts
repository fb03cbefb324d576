import { CommandRefused, type CommandState } from '@codeyard/compute/machines/machine-host';
import { scriptOf, timeoutOf } from '@codeyard/engine/command-document/plan-step';
import { createPace } from '../../../platform/pace.ts';
import { MOST_STDERR, MOST_STDOUT, readStart } from '../read-output.ts';
import { stepCommand } from '../rules/step-command.ts';
import { createShipper } from '../ship-output.ts';
import { findInvocation } from '../store/commands.ts';
import type { RunPlugin, StepEnd, StepRun } from './plugin.ts';

/** How often a script that runs is looked at, and how often somebody may have cancelled it. */
const LOOK_MS = 25;
const LOOKS_PER_QUESTION = 8;
/** Later looks are rarer: by so much of the time that has passed, and at most this. */
const SHARE_OF_ELAPSED = 0.05;
const RAREST_LOOK_MS = 500;

export const runScript =
  (shell: 'sh' | 'pwsh'): RunPlugin =>
  async (run) => {
    const { parts, command, invocation, index, inputs } = run;
    const id = { machine: invocation.instance, command: stepCommand(command.id, index) };
    const workingDirectory = String(inputs.workingDirectory ?? '');
    try {
      await parts.machines.run({
        ...id,
        shell,
        script: scriptOf(inputs),
        ...(workingDirectory ? { workingDirectory } : {}),
        environment: {
          ...(await parts.environmentOf(invocation.instance)),
          AWS_SSM_INSTANCE_ID: invocation.instance,
          AWS_SSM_REGION_NAME: parts.region,
        },
      });
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      return { status: 'Failed', code: 1, stderr: error.message };
    }
    return await follow(run, id);
  };

/** Looks after a script until it ended, whatever ends it. */
async function follow(run: StepRun, id: { machine: string; command: string }): Promise<StepEnd> {
  const { parts, inputs, startedAt, signal } = run;
  const { machines, clock } = parts;
  const deadline = startedAt + timeoutOf(inputs) * 1000;
  const ship = createShipper(run);
  let pause = LOOK_MS;
  for (let looks = 1; !signal.aborted; looks++) {
    const pace = createPace(pause);
    await pace();
    const seen = await machines.observe(id);
    if (seen.state !== 'running') {
      await ship(seen.output, true);
      return await endOf(seen);
    }
    const isLate = clock.now() >= deadline;
    if (isLate || (looks % LOOKS_PER_QUESTION === 0 && (await isCancelled(run)))) {
      await machines.cancel(id);
      await ship(seen.output, true);
      const output = await outputOf(seen);
      return isLate ? { status: 'TimedOut', code: 137, ...output } : { status: 'Cancelled', code: 137, ...output };
    }
    await ship(seen.output, false);
    await pace();
    pause = Math.min(RAREST_LOOK_MS, Math.max(LOOK_MS, (clock.now() - startedAt) * SHARE_OF_ELAPSED));
  }
  return undefined;
}

async function isCancelled({ parts, invocation: { command, instance } }: StepRun): Promise<boolean> {
  return (await findInvocation(parts.database, command, instance))?.status === 'Cancelling';
}

async function endOf(seen: Exclude<CommandState, { state: 'running' }>): Promise<StepEnd> {
  const output = await outputOf(seen);
  if (seen.state === 'exited') return { status: seen.code === 0 ? 'Success' : 'Failed', code: seen.code, ...output };
  const lost = 'The instance stopped before the script ended.';
  return {
    status: 'Failed',
    code: -1,
    stdout: output.stdout,
    stderr: output.stderr ? `${output.stderr}\n${lost}` : lost,
  };
}

async function outputOf({ output }: CommandState) {
  const [stdout, stderr] = await Promise.all([
    readStart(output.stdout, MOST_STDOUT),
    readStart(output.stderr, MOST_STDERR),
  ]);
  return { stdout, stderr };
}
