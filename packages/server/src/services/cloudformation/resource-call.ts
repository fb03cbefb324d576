import type { Task } from '@codeyard/engine/stacks/stack-state';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { clientsOf } from './clients-of.ts';
import { makeName, tokenOf } from './make-name.ts';
import { nestedStacks } from './nested-stacks.ts';
import type { Parts } from './parts.ts';
import { type ResourceCall, ResourceFailure } from './resources/resource-type.ts';
import { responseToken } from './responses.ts';
import type { TaskDocument } from './rules/stack.ts';
import type { Stack } from './store/stacks.ts';
import { factsFor } from './surroundings.ts';

/** What a type's method is called with. */
export function callOf(
  parts: Parts,
  about: { stack: Stack; task: Task; properties: JsonObject; begun: TaskDocument | undefined },
): ResourceCall {
  const { stack, task, properties, begun } = about;
  const token = tokenOf(stack.id, task.key);
  return {
    stack: factsFor(parts, stack),
    ...{ logicalId: task.id, properties, tags: stack.document.facts.tags, aws: clientsOf(parts, stack), token },
    isRetry: begun !== undefined,
    ...(begun?.memo || begun?.response
      ? { memo: { ...begun.memo, ...(begun.response ? { response: begun.response } : {}) } }
      : {}),
    newName: (limits = {}) => makeName(stack.name, task.id, { ...limits, token }),
    fit: <Input>(client: string, operation: string, value: JsonObject) => {
      const fitted = parts.fit(client, operation, value);
      if ('problems' in fitted) throw new ResourceFailure(fitted.problems.join('; '));
      return fitted.input as Input;
    },
    nested: nestedStacks(parts, stack),
    now: () => parts.clock.now(),
    responseUrl: () =>
      `${parts.endpoint()}/_codeyard/stack-responses/${responseToken(parts, { stack: stack.id, key: task.key })}`,
  };
}
