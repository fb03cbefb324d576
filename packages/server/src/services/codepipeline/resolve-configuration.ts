import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import { openSecrets } from './open-secrets.ts';
import type { Parts } from './parts.ts';
import { resolveVariables, type VariableScope } from './rules/variables.ts';
import type { Execution } from './store/executions.ts';

export type ResolvedConfiguration =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly message: string };

/** What texts of an execution may refer to. */
export const scopeOf = ({ document, id }: Execution): VariableScope => ({
  codepipeline: { PipelineExecutionId: id },
  variables: document.variables,
  ...document.outputs,
});

/** An action's configuration as its execution sees it: variables resolved, secrets in clear. */
export function resolveConfiguration(
  parts: Parts,
  declaration: ActionDeclaration,
  execution: Execution,
): ResolvedConfiguration {
  const scope = scopeOf(execution);
  const values: Record<string, string> = {};
  for (const [key, text] of Object.entries(openSecrets(parts, declaration))) {
    const resolved = resolveVariables(text, scope);
    if (!resolved.ok) {
      return { ok: false, message: `The variable reference ${resolved.missing} in ${key} does not stand for anything` };
    }
    values[key] = resolved.text;
  }
  return { ok: true, values };
}
