import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { checkStructure } from './check-structure.ts';

/** What a pipeline would be refused for; `path` leads to the stage or action in the declaration, where the message names one. */
export function declarationProblems(
  pipeline: PipelineDeclaration,
  { region }: { region: string },
): { readonly message: string; readonly path: readonly (string | number)[] }[] {
  const problems = checkStructure(pipeline, { region }).map(({ message }) => message);
  return [...new Set(problems)].map((message) => ({ message, path: placeOf(message, pipeline) }));
}

function placeOf(message: string, { stages = [] }: PipelineDeclaration): (string | number)[] {
  const names = (word: string, name = '') =>
    new RegExp(`\\b${word}(?: name)? '?${escaped(name)}(?!\\w)`, 'i').test(message);
  const inStages = (found: typeof stages) =>
    found.flatMap((stage) =>
      (stage.actions ?? []).flatMap((action, index) =>
        names('action', action.name) ? [['stages', stages.indexOf(stage), 'actions', index]] : [],
      ),
    );
  const named = stages.filter(({ name }) => names('stage', name));
  const [action] = inStages(named.length > 0 ? named : [...stages]);
  const [stage] = named;
  return action ?? ['stages', ...(stage ? [stages.indexOf(stage)] : [])];
}

const escaped = (name: string) => name.replace(/[^\w\s]/g, '\\$&');
