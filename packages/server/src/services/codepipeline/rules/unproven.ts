/**
 * What AWS does where its documentation is silent and nobody has shown it: each point in one place, with the value we chose.
 * Whoever learns how AWS behaves changes it here.
 */
export const UNPROVEN: {
  /** What a second pipeline of the same name is refused with. */
  readonly duplicateName: 'PipelineNameInUseException' | 'InvalidStructureException';
  /** Whether an execution that waits for the first stage gives way to a newer one, as at other stages. */
  readonly supersedesAtFirstStage: boolean;
  /** Whether a retry of all actions looks at the conditions before entry again. */
  readonly retryEntersAgain: boolean;
  /** Whether a rollback goes on into the stages after its own. */
  readonly rollbackGoesOn: boolean;
  /** Whether abandoning an action ends the build or other work underneath. AWS is known to let it run. */
  readonly abandonEndsWork: boolean;
  /** A worker that polled a job and did not acknowledge it within this time has lost it to the next one. */
  readonly jobVisibilityMs: number;
  /** How long a clientRequestToken is remembered. */
  readonly startTokenKeptMs: number;
  /** Whether a V2 pipeline's connection source without a trigger is given one, for pushes to its branch. */
  readonly defaultTriggerShown: boolean;
  /** Which branch of a pull request its filter is about. */
  readonly pullRequestBranch: 'target' | 'source';
  /** Whether a disabled transition stays so when a pipeline is updated, as long as its stage keeps its name. */
  readonly transitionSurvivesUpdate: boolean;
  /** Whether a CloudFormation action without anything to change succeeds, executing an empty change set too. */
  readonly noChangeSucceeds: boolean;
} = {
  duplicateName: 'PipelineNameInUseException',
  supersedesAtFirstStage: true,
  retryEntersAgain: true,
  rollbackGoesOn: false,
  abandonEndsWork: true,
  jobVisibilityMs: 60_000,
  startTokenKeptMs: 24 * 3_600_000,
  defaultTriggerShown: true,
  pullRequestBranch: 'target',
  transitionSurvivesUpdate: true,
  noChangeSucceeds: true,
};
