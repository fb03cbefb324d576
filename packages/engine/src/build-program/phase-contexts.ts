import type { BuildPlan, ScriptPhase } from './build-plan.ts';
import type { BuildProgress, PhaseFailure, PhaseProgress } from './build-progress.ts';
import { describeRunAsProblem } from './run-as-problems.ts';
import { UNDOCUMENTED_CHOICES } from './undocumented-choices.ts';

/** CodeBuild's explanation of a phase; both texts are empty where there is nothing to explain. */
export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

/** The part of a plan that explains failures; small enough to be kept with a build. */
export type PlannedCommands = Pick<BuildPlan, 'phases'>;

/** Why a script phase failed, in AWS's words. Secrets in the command's text are not masked here. */
export function phaseContext(plan: PlannedCommands, { type, failure }: PhaseProgress): PhaseContext {
  if (!failure) return { statusCode: '', message: '' };
  const phase = plan.phases.find((planned) => planned.type === type);
  const command = phase?.[failure.list][failure.index] ?? '';
  const reason = reasonOf(failure, phase?.runAs);
  return {
    statusCode: 'COMMAND_EXECUTION_ERROR',
    message: `Error while executing command: ${command}. Reason: ${reason}`,
  };
}

const reasonOf = ({ reason, exitStatus }: PhaseFailure, user = ''): string =>
  reason ? describeRunAsProblem(reason, user) : `exit status ${exitStatus}`;

/** Whether UPLOAD_ARTIFACTS is attempted after a finished program: it is once BUILD was reached, unless that aborted. */
export function uploadsArtifacts(plan: PlannedCommands, { phases }: BuildProgress): boolean {
  const build = phases.find(({ type }) => type === 'BUILD');
  if (!build) return false;
  return build.status !== 'FAILED' || !aborts(plan, 'BUILD') || UNDOCUMENTED_CHOICES.abortInBuildUploadsArtifacts;
}

const aborts = (plan: PlannedCommands, type: ScriptPhase): boolean =>
  plan.phases.some((phase) => phase.type === type && phase.onFailure?.action === 'ABORT');

/** Whether the script phases leave the build successful; a passing POST_BUILD does not rescue a failed BUILD. */
export function scriptPhasesSucceeded(plan: PlannedCommands, { phases }: BuildProgress): boolean {
  return phases.every(({ type, status }) => status === 'SUCCEEDED' || isForgiven(plan, type));
}

const isForgiven = (plan: PlannedCommands, type: ScriptPhase): boolean =>
  UNDOCUMENTED_CHOICES.buildSucceedsAfterContinue &&
  plan.phases.some((phase) => phase.type === type && phase.onFailure?.action === 'CONTINUE');
