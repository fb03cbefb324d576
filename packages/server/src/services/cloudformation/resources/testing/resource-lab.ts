import { differingProperties } from '@codeyard/engine/template/compare-templates';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { createInputFitter } from '../../../../gateway/fit-input.ts';
import type { Yard } from '../../../../testing/start-yard.ts';
import { makeName, tokenOf } from '../../make-name.ts';
import {
  type ExistingCall,
  type NestedStacks,
  type Progress,
  type ResourceCall,
  ResourceFailure,
  type ResourceType,
} from '../resource-type.ts';

/** Calls a type's methods as a stack would, without one. */
export function openResourceLab(yard: Yard, type: ResourceType, scope: string) {
  const fit = createInputFitter();
  const callOf = (task: string, properties: JsonObject, rest: Partial<ResourceCall> = {}): ResourceCall => ({
    stack: {
      id: `arn:aws:cloudformation:${yard.region}:${yard.account}:stack/${scope}/00000000-0000-4000-8000-000000000000`,
      ...{ name: scope, account: yard.account, region: yard.region, endpoint: yard.endpoint },
    },
    ...{ logicalId: 'It', properties, tags: [], aws: yard.context.awsAs(ROOT(yard)), isRetry: false },
    token: tokenOf(scope, task),
    newName: (limits = {}) => makeName(scope, 'It', { token: tokenOf(scope, task), ...limits }),
    fit: <Input>(client: string, operation: string, value: JsonObject) => {
      const fitted = fit(client, operation, value);
      if ('problems' in fitted) throw new ResourceFailure(fitted.problems.join('; '));
      return fitted.input as Input;
    },
    nested: NO_STACKS,
    now: () => Date.now(),
    responseUrl: () => `${yard.endpoint}/nowhere`,
    ...rest,
  });

  /** Calls until it is done; what wants to wait is asked again at once, a bounded number of times. */
  async function finish(
    call: ResourceCall,
    method: (call: ResourceCall) => Promise<Progress>,
  ): Promise<string | undefined> {
    let memo: JsonObject | undefined;
    for (let turn = 0; turn < 400; turn++) {
      const progress = await method({ ...call, isRetry: call.isRetry || turn > 0, ...(memo ? { memo } : {}) });
      if (progress.state === 'done') return progress.physicalId;
      memo = progress.memo;
      await new Promise((resolve) => setTimeout(resolve, Math.min(progress.afterMs, 50)));
    }
    throw new Error(`${type.type} is never done`);
  }

  return {
    async create(task: string, properties: JsonObject, isRetry = false): Promise<string> {
      const call = callOf(task, properties, { isRetry });
      const made = await finish(call, type.create);
      return made ?? type.identify?.(call) ?? '';
    },
    async update(task: string, physicalId: string, previous: JsonObject, properties: JsonObject): Promise<string> {
      const call = callOf(task, properties);
      const changed = new Set(differingProperties(previous, properties));
      const update = type.update;
      if (!update) throw new Error(`${type.type} cannot be updated`);
      return (await finish(call, (next) => update({ ...next, physicalId, previous, changed }))) ?? physicalId;
    },
    read: (physicalId: string, properties: JsonObject) =>
      type.read({ ...callOf('read', properties), physicalId } as ExistingCall),
    async delete(physicalId: string, properties: JsonObject): Promise<void> {
      await finish(callOf('delete', properties), (next) => type.delete({ ...next, physicalId }));
    },
  };
}

const refuse = () => Promise.reject(new Error('There are no stacks in this lab'));
const NO_STACKS: NestedStacks = { create: refuse, update: refuse, delete: refuse, find: refuse };

const ROOT = ({ account }: Yard) => ({ kind: 'root' as const, arn: `arn:aws:iam::${account}:root`, userId: account });
