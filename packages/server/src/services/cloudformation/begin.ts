import { HALF_MADE } from '@codeyard/engine/stacks/stack-state';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import type { Prepared } from './prepare.ts';
import type { StackDocument, StackFacts } from './rules/stack.ts';
import { type Stack, saveVersion } from './store/stacks.ts';
import { apply } from './transition.ts';
import { TIME_OUT, type TimeOutOrder } from './work-kinds.ts';

/** What an operation brings besides the template. */
export interface Beginning {
  readonly facts: StackFacts;
  readonly rollsBack: boolean;
  readonly rest: Partial<StackDocument>;
}

/** Makes or updates a stack that this transaction has made or locked. */
export async function begin(
  tx: Db,
  parts: Parts,
  stack: Stack,
  {
    prepared,
    facts,
    rollsBack,
    rest,
  }: Beginning & { prepared: Pick<Prepared, 'text' | 'values' | 'wanted' | 'template'> },
): Promise<Stack> {
  const isNew = stack.document.version === undefined;
  const version = nextVersion(stack);
  const { text: template, values, wanted } = prepared;
  await saveVersion(tx, stack.id, version, { template, sealed: parts.vault.seal(JSON.stringify(values)) });
  const { description } = prepared.template;
  const now = parts.clock.now();
  const { before: _, token: __, changeSet: ___, ...kept } = stack.document;
  const document: StackDocument = {
    ...kept,
    ...(isNew ? {} : { updatedAt: now, before: { version: stack.document.version ?? 0, facts: stack.document.facts } }),
    ...{
      version,
      facts: { ...facts, ...(description === undefined ? {} : { description }) },
      operationId: parts.ids.uuid(),
    },
    ...rest,
  };
  const type = isNew ? ('create' as const) : ('update' as const);
  const begun = await apply(tx, parts, { ...stack, document }, { type, wanted, rollsBack });
  if (isNew && document.timeoutMinutes !== undefined) {
    const payload: TimeOutOrder = { stack: stack.id, turn: begun.state.turn };
    const runAt = now + document.timeoutMinutes * 60_000;
    await parts.queue.enqueue(tx, { kind: TIME_OUT, id: `${TIME_OUT}:${stack.id}`, payload, runAt });
  }
  return begun;
}

/** As the engine counts: one more than the newest that any resource is of. */
export const nextVersion = ({ state }: Pick<Stack, 'state'>): number =>
  Object.values(state.resources).reduce((most, { version }) => Math.max(most, version), HALF_MADE) + 1;
