import { processorOf, type State, type StateMachine } from '@codeyard/engine/states-language/state-machine';

/** The states of a state machine, of a branch or of an iteration, and how one follows another. */
export interface Level {
  readonly start: string;
  readonly states: readonly LevelState[];
  readonly edges: readonly LevelEdge[];
}

export interface LevelState {
  readonly name: string;
  readonly type: State['Type'];
  readonly comment?: string;
  readonly isLast: boolean;
  /** Branches of a Parallel; what a Map runs for every item. */
  readonly inner: readonly Level[];
}

export interface LevelEdge {
  readonly from: string;
  readonly to: string;
  readonly isCatch: boolean;
}

export function levelOf({ StartAt, States }: StateMachine): Level {
  const states = Object.entries(States);
  return {
    start: StartAt,
    states: states.map(([name, state]) => describe(name, state)),
    edges: states.flatMap(([name, state]) => edgesOf(name, state)),
  };
}

function describe(name: string, state: State): LevelState {
  const processor = processorOf(state);
  const comment = (state as { Comment?: unknown }).Comment;
  return {
    name,
    type: state.Type,
    ...(typeof comment === 'string' ? { comment } : {}),
    isLast: state.End === true || state.Type === 'Succeed' || state.Type === 'Fail',
    inner: [...(state.Branches ?? []), ...(processor ? [processor] : [])].map(levelOf),
  };
}

/** Each way once, and that of a catcher only where no other leads the same way. */
function edgesOf(from: string, { Next, Choices = [], Default, Catch = [] }: State): LevelEdge[] {
  const flows = [Next, ...Choices.map((rule) => rule.Next), Default].filter((name) => name !== undefined);
  const catches = Catch.map((catcher) => catcher.Next).filter((name) => !flows.includes(name));
  return [
    ...[...new Set(flows)].map((to) => ({ from, to, isCatch: false })),
    ...[...new Set(catches)].map((to) => ({ from, to, isCatch: true })),
  ];
}

export const countStates = ({ states }: Level): number =>
  states.reduce((sum, { inner }) => sum + 1 + inner.reduce((all, level) => all + countStates(level), 0), 0);
