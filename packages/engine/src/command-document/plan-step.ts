import type { SchemaVersion, Step } from './command-document.ts';
import { fillIn } from './references.ts';

export type PlatformType = 'Linux' | 'Windows' | 'MacOS';

/** What an instance does with a step: leaves it out, or has its plugin do what the filled-in inputs say. */
export type PlannedStep =
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'run'; readonly inputs: Readonly<Record<string, unknown>> };

/** Plugins that only one system has. */
const SYSTEM_OF: Partial<Record<Step['plugin'], readonly PlatformType[]>> = {
  'aws:runShellScript': ['Linux', 'MacOS'],
  'aws:configureDocker': ['Windows'],
};

export function planStep(
  step: Step,
  {
    platform,
    version,
    values,
  }: { platform: PlatformType; version: SchemaVersion; values: Readonly<Record<string, unknown>> },
): PlannedStep {
  const [left, right] = (step.precondition ?? []).map((side) =>
    side === 'platformType' ? platform : String(fillIn(side, { ...values, platformType: platform })),
  );
  if (left !== right) {
    const [a, b] = step.precondition ?? [];
    return {
      kind: 'skip',
      reason: `Step execution skipped due to unsatisfied preconditions: '"StringEquals": [${a}, ${b}]'. Step name: ${step.name}`,
    };
  }
  const systems = SYSTEM_OF[step.plugin];
  if (systems && !systems.includes(platform)) {
    const reason = `Step execution skipped due to incompatible platform. Step name: ${step.name}`;
    // Only documents for several systems may hold what one of them lacks.
    return version === '2.2'
      ? { kind: 'skip', reason }
      : { kind: 'refuse', reason: `Plugin ${step.plugin} is not supported on ${platform}` };
  }
  return { kind: 'run', inputs: fillIn(step.inputs, values) as Record<string, unknown> };
}

const TRAILING = /\r?\n$/;

/** The script that a step's `runCommand` holds: its lines, one after the other. */
export function scriptOf({ runCommand }: Readonly<Record<string, unknown>>): string {
  const lines = Array.isArray(runCommand) ? runCommand : runCommand === undefined ? [] : [runCommand];
  return `${lines.map((line) => String(line).replace(TRAILING, '')).join('\n')}\n`;
}

/** Seconds that a step may take. */
export function timeoutOf({ timeoutSeconds }: Readonly<Record<string, unknown>>): number {
  const seconds = Number(timeoutSeconds);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) : DEFAULT_SECONDS;
}

const DEFAULT_SECONDS = 3_600;
const LONGEST_SECONDS = 172_800;
