import { evaluateOutputs, type StackOutput } from '@codeyard/engine/template/outputs';
import { type Doing, end } from '../end-task.ts';
import { findExportProblem } from '../export-problem.ts';
import type { Parts } from '../parts.ts';
import { OUTPUTS } from '../prepare.ts';
import { ResourceFailure } from '../resources/resource-type.ts';
import { noteImports, saveExports } from '../store/exports.ts';
import { openEvaluator, openVersion } from '../surroundings.ts';

/** Tells a stack's outputs once all is there, and claims the names that it exports. */
export async function tellOutputs(parts: Parts, doing: Doing): Promise<undefined> {
  const { task } = doing;
  const { outputs, imports } =
    task.action === 'delete' ? { outputs: [], imports: [] } : await evaluate(parts, doing, task.version);
  const named = outputs.flatMap(({ exportName, value }) =>
    exportName === undefined ? [] : [{ name: exportName, value }],
  );
  await end(parts, doing, async (tx, stack) => {
    const problem = await findExportProblem(tx, stack.id, named);
    if (problem) return { event: { type: 'failed', key: task.key, reason: problem }, standings: [] };
    await saveExports(tx, stack.id, named);
    await noteImports(tx, { stack: stack.id, turn: stack.state.turn, names: imports });
    Object.assign(stack, { document: { ...stack.document, outputs } });
    return { event: { type: 'done', key: task.key, physicalId: OUTPUTS }, standings: [] };
  });
}

async function evaluate(
  parts: Parts,
  { stack }: Doing,
  versionNumber: number,
): Promise<{ outputs: StackOutput[]; imports: Iterable<string> }> {
  const version = await openVersion(parts.database, parts, stack.id, versionNumber);
  const { surroundings, imports } = await openEvaluator(parts.database, parts, {
    stack,
    version,
    about: version.template.outputs,
  });
  const outputs = evaluateOutputs(version.template, surroundings);
  const twice = outputs.find(
    ({ exportName }, index) =>
      exportName !== undefined && outputs.findIndex((other) => other.exportName === exportName) < index,
  );
  if (twice) throw new ResourceFailure(`Duplicate Export names. Output ${twice.key} exports ${twice.exportName} again`);
  return { outputs, imports };
}
