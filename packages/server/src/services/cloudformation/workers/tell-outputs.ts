import { evaluateOutputs, type StackOutput } from '@codeyard/engine/template/outputs';
import type { Db } from '../../../database/database.ts';
import { nameInArn } from '../arns.ts';
import { type Doing, end } from '../end-task.ts';
import type { Parts } from '../parts.ts';
import { OUTPUTS } from '../prepare.ts';
import { ResourceFailure } from '../resources/resource-type.ts';
import { type Export, listExports, listImporters, noteImports, saveExports } from '../store/exports.ts';
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
    const problem = await findProblem(tx, stack.id, named);
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

type Named = Pick<Export, 'name' | 'value'>;

/** Names that another stack has, and exports that others use and that would change or go. */
async function findProblem(tx: Db, stack: string, named: readonly Named[]): Promise<string | undefined> {
  const present = await listExports(tx);
  for (const { name } of named) {
    const other = present.find((entry) => entry.name === name && entry.stack !== stack);
    if (other) return `Export with name ${name} is already exported by stack ${nameInArn(other.stack)}`;
  }
  for (const { name, value } of present.filter((entry) => entry.stack === stack)) {
    const kept = named.find((entry) => entry.name === name);
    if (kept?.value === value) continue;
    const users = (await listImporters(tx, name)).filter((user) => user !== stack);
    if (users.length > 0)
      return `Export ${name} cannot be ${kept ? 'updated' : 'deleted'} as it is in use by ${users.map(nameInArn).join(', ')}`;
  }
  return undefined;
}
