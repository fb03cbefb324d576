import { createHash } from 'node:crypto';
import { type DefinitionProblem, parseStateMachine } from '@codeyard/engine/states-language/parse-state-machine';
import { processorOf, readResource, type StateMachine } from '@codeyard/engine/states-language/state-machine';
import { invalidDefinition } from './errors.ts';
import { resourceProblem } from './tasks/all-integrations.ts';

/** All that keeps a definition from being run here. */
export function findProblems(text: string): readonly DefinitionProblem[] {
  const parsed = parseStateMachine(text);
  return parsed.ok ? [...resourceProblems(parsed.machine, '')] : parsed.problems;
}

/** The hash by which a definition is kept; throws for one that cannot be run. */
export function checkDefinition(text: string): string {
  const problems = findProblems(text);
  if (problems.length > 0) throw invalidDefinition(problems);
  return createHash('sha256').update(text).digest('hex');
}

function* resourceProblems(machine: StateMachine, at: string): Generator<DefinitionProblem> {
  for (const [name, state] of Object.entries(machine.States)) {
    const place = `${at}/States/${name}`;
    const resource = state.Resource === undefined ? undefined : readResource(state.Resource);
    const problem = resource && resourceProblem(resource);
    if (problem)
      yield {
        code: 'SCHEMA_VALIDATION_FAILED',
        message: `The resource provided ${state.Resource} is not recognized: ${problem}`,
        location: `${place}/Resource`,
      };
    for (const [index, branch] of (state.Branches ?? []).entries())
      yield* resourceProblems(branch, `${place}/Branches[${index}]`);
    const processor = processorOf(state);
    if (processor) yield* resourceProblems(processor, `${place}/ItemProcessor`);
  }
}
