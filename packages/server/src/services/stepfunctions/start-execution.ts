import type { Json } from '@codeyard/engine/states-language/json';
import { NEW_EXECUTION } from '@codeyard/engine/states-language/next';
import type { Db } from '../../database/database.ts';
import { executionExists, invalidInput, invalidName } from './errors.ts';
import type { FoundMachine } from './find.ts';
import type { Parts } from './parts.ts';
import { executionArn, isName } from './rules/arns.ts';
import { type Execution, findExecution, insertExecution } from './store/executions.ts';
import { apply } from './transition.ts';
import { TIME_OUT } from './work-kinds.ts';

const LARGEST_INPUT = 262_144;

export interface StartOrder {
  readonly name: string | undefined;
  readonly input: string | undefined;
}

/** Starts an execution in the caller's transaction; the same name with the same input starts nothing twice. */
export async function startExecution(
  tx: Db,
  parts: Parts,
  { machine, document, version, alias }: FoundMachine,
  { name = parts.ids.uuid(), input = '{}' }: StartOrder,
): Promise<Execution> {
  if (!isName(name)) throw invalidName(name);
  const parsed = readInput(input);
  const express = document.type === 'EXPRESS' ? parts.ids.uuid() : undefined;
  const arn = executionArn(parts, machine, name, express);
  const started: Execution = {
    ...{ arn, machine, status: 'RUNNING', startedAt: parts.clock.now() },
    document: {
      ...{ name, input, machine: document },
      ...(version === undefined ? {} : { version }),
      ...(alias === undefined ? {} : { alias }),
    },
  };
  if (!(await insertExecution(tx, started, NEW_EXECUTION))) {
    const known = await findExecution(tx, arn);
    if (known?.status === 'RUNNING' && known.document.input === input) return known;
    throw executionExists(arn);
  }
  const { TimeoutSeconds } = await parts.definitions(tx, document.definition);
  await apply(tx, parts, { execution: started, state: NEW_EXECUTION, event: { type: 'start', input: parsed } });
  if (TimeoutSeconds !== undefined)
    await parts.queue.enqueue(tx, {
      kind: TIME_OUT,
      id: `${TIME_OUT}:${arn}`,
      payload: arn,
      runAt: started.startedAt + TimeoutSeconds * 1_000,
    });
  return started;
}

function readInput(input: string): Json {
  if (Buffer.byteLength(input) > LARGEST_INPUT) throw invalidInput(`Input is longer than ${LARGEST_INPUT} bytes`);
  try {
    return JSON.parse(input) as Json;
  } catch (error) {
    throw invalidInput((error as Error).message);
  }
}
