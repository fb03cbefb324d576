import { Refusal } from '../../platform/refusal.ts';
import { createStack } from './create-stack.ts';
import { deleteStack } from './delete-stack.ts';
import { noUpdates } from './errors.ts';
import type { Parts } from './parts.ts';
import type { NestedStacks } from './resources/resource-type.ts';
import { findStack, type Stack, statusOf } from './store/stacks.ts';
import { updateStack } from './update-stack.ts';

/** The stacks within a stack: made by the same hands, with its rights. */
export function nestedStacks(parts: Parts, parent: Stack): NestedStacks {
  const { caller, roleArn: RoleARN, facts } = parent.document;
  const requestOf = (
    StackName: string,
    template: string,
    parameters: Readonly<Record<string, string>>,
    token: string,
  ) => ({
    ...{ StackName, TemplateURL: template, RoleARN, Capabilities: facts.capabilities, ClientRequestToken: token },
    NotificationARNs: facts.notificationArns,
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
  return {
    async create({ name, template, parameters, token }) {
      const request = { ...requestOf(name, template, parameters, token), OnFailure: 'ROLLBACK' };
      return await createStack(parts, { request, caller, parent });
    },
    async update(id, { template, parameters, token }) {
      try {
        await updateStack(parts, { request: requestOf(id, template, parameters, token), caller, parent });
        return true;
      } catch (error) {
        if (error instanceof Refusal && error.message === noUpdates().message) return false;
        throw error;
      }
    },
    async delete(id, token) {
      await deleteStack(parts, { request: { StackName: id, RoleARN, ClientRequestToken: token }, caller, parent });
    },
    async find(id) {
      const stack = await findStack(parts.database, id);
      if (!stack) return undefined;
      const { statusReason, outputs } = stack.document;
      return {
        ...{ id, status: statusOf(stack), outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])) },
        ...(statusReason === undefined ? {} : { reason: statusReason }),
      };
    },
  };
}
