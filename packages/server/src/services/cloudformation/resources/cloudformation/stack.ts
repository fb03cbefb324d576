import { asObject } from '@codeyard/engine/template/parse-template';
import { type Progress, type ResourceCall, ResourceFailure, type ResourceType, textOf } from '../resource-type.ts';

const SOON_MS = 100;
const LATER_MS = 1_000;

/**
 * A stack within a stack.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
 */
export const stack: ResourceType = {
  type: 'AWS::CloudFormation::Stack',
  properties: {
    NotificationARNs: 'updates',
    Parameters: 'updates',
    Tags: 'updates',
    TemplateURL: 'updates',
    TimeoutInMinutes: 'updates',
  },
  required: ['TemplateURL'],
  attributes: ['Outputs.*'],
  async create(call) {
    const { nested, token, memo } = call;
    const id =
      memo?.id === undefined ? await nested.create({ name: call.newName(), ...wishOf(call), token }) : String(memo.id);
    return await wait(call, id, 'CREATE_COMPLETE');
  },
  async read({ nested, physicalId }) {
    const found = await nested.find(physicalId);
    if (!found || found.status === 'DELETE_COMPLETE') return undefined;
    return Object.fromEntries(Object.entries(found.outputs).map(([name, value]) => [`Outputs.${name}`, value]));
  },
  async update(call) {
    const { nested, token, memo, physicalId } = call;
    // A stack that needs no update has nothing to wait for.
    if (!memo && !(await nested.update(physicalId, { ...wishOf(call), token }))) return { state: 'done' };
    return await wait(call, physicalId, 'UPDATE_COMPLETE');
  },
  async delete(call) {
    const { nested, token, physicalId, memo } = call;
    if (!memo) await nested.delete(physicalId, token);
    const found = await nested.find(physicalId);
    return found ? await wait(call, physicalId, 'DELETE_COMPLETE') : { state: 'done' };
  },
};

const wishOf = ({ properties }: ResourceCall) => ({
  template: textOf(properties.TemplateURL) ?? '',
  parameters: Object.fromEntries(
    Object.entries(asObject(properties.Parameters)).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : String(value),
    ]),
  ),
});

async function wait({ nested, memo }: ResourceCall, id: string, wanted: string): Promise<Progress> {
  const found = await nested.find(id);
  if (!found) throw new ResourceFailure(`Stack ${id} is gone`);
  if (found.status === wanted) return { state: 'done', physicalId: id };
  const isUnderWay = /IN_PROGRESS$/.test(found.status);
  if (!isUnderWay) {
    const reason = found.reason ? `: ${found.reason}` : '';
    throw new ResourceFailure(`Embedded stack ${id} was not successfully ${VERBS[wanted]}${reason}`);
  }
  const looks = Number(memo?.looks ?? 0) + 1;
  return { state: 'waiting', memo: { id, looks }, physicalId: id, afterMs: looks < 50 ? SOON_MS : LATER_MS };
}

const VERBS: Readonly<Record<string, string>> = {
  CREATE_COMPLETE: 'created',
  UPDATE_COMPLETE: 'updated',
  DELETE_COMPLETE: 'deleted',
};
