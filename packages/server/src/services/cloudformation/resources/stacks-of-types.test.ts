import { CloudFormation, type Stack } from '@aws-sdk/client-cloudformation';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { settled } from '../testing/settled.ts';
import { ALL_CASES } from './testing/all-cases.ts';

let yard: Yard;
let cloudformation: CloudFormation;

beforeAll(async () => {
  yard = await startYard();
  cloudformation = yard.client(CloudFormation);
});

afterAll(() => yard?.stop());

const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
const NOTHING = { Type: 'AWS::CDK::Metadata' };
/** It can be made only after everything else, and never is. */
const FAILING = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'no name' }, DependsOn: 'It' };

const reasons = async (StackName: string) =>
  ((await cloudformation.describeStackEvents({ StackName })).StackEvents ?? []).flatMap(
    ({ ResourceStatusReason, ResourceStatus = '' }) => (/FAILED/.test(ResourceStatus) ? [ResourceStatusReason] : []),
  );

async function expectStatus(stack: Stack, status: string): Promise<void> {
  const why = stack.StackStatus === status ? [] : await reasons(stack.StackId ?? '');
  expect([stack.StackStatus, why]).toEqual([status, []]);
}

describe.each(ALL_CASES.filter(({ needsLab }) => !needsLab).map((entry, index) => [entry.type, index, entry] as const))(
  'a stack with %s (case %i)',
  (type, index, entry) => {
    const StackName = `types-${index}`;
    let properties: JsonObject;
    const bodyOf = (all: JsonObject, more: object = {}) => {
      // A change to null leaves the property out.
      const Properties = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
      return JSON.stringify({ Resources: { Other: NOTHING, It: { Type: type, Properties }, ...more } });
    };
    const idOf = async () =>
      (await cloudformation.describeStackResource({ StackName, LogicalResourceId: 'It' })).StackResourceDetail
        ?.PhysicalResourceId ?? '';
    const update = async (TemplateBody: string) => {
      await cloudformation.updateStack({ StackName, TemplateBody, Capabilities });
      return await settled(cloudformation, StackName);
    };

    beforeAll(async () => {
      properties = { ...entry.properties, ...((await entry.prepare?.(yard)) ?? {}) };
    });

    it('is made, updated in place, replaced, rolled back, and gone', async () => {
      await cloudformation.createStack({ StackName, TemplateBody: bodyOf(properties), Capabilities });
      const made = await settled(cloudformation, StackName);
      await expectStatus(made, 'CREATE_COMPLETE');
      const id = await idOf();
      expect(await entry.look(yard, id)).toMatchObject(entry.expected as object);
      await expect(update(bodyOf(properties))).rejects.toThrow('No updates are to be performed.');
      if (entry.change) {
        const changed = { ...properties, ...entry.change };
        await expectStatus(await update(bodyOf(changed, { Failing: FAILING })), 'UPDATE_ROLLBACK_COMPLETE');
        expect(await idOf()).toBe(id);
        expect(await entry.look(yard, id)).toMatchObject(entry.expected as object);
        await expectStatus(await update(bodyOf(changed)), 'UPDATE_COMPLETE');
        expect(await idOf()).toBe(id);
        expect(await entry.look(yard, id)).toMatchObject(entry.expectedChange as object);
        // Back again: what a change protects would not go.
        await expectStatus(await update(bodyOf(properties)), 'UPDATE_COMPLETE');
        expect(await entry.look(yard, id)).toMatchObject(entry.expected as object);
      }
      let last = id;
      if (entry.replacement) {
        await expectStatus(await update(bodyOf({ ...properties, ...entry.replacement })), 'UPDATE_COMPLETE');
        last = await idOf();
        expect(last).not.toBe(id);
        expect(await entry.look(yard, last)).toBeDefined();
        expect(await entry.look(yard, id)).toBeUndefined();
      }
      await cloudformation.deleteStack({ StackName });
      await expectStatus(await settled(cloudformation, made.StackId ?? ''), 'DELETE_COMPLETE');
      expect(await entry.look(yard, last)).toBeUndefined();
    });

    it('that fails afterwards leaves nothing of it', async () => {
      const name = `${StackName}-failing`;
      const { StackId = '' } = await cloudformation.createStack({
        ...{ StackName: name, TemplateBody: bodyOf(properties, { Failing: FAILING }), Capabilities },
      });
      expect((await settled(cloudformation, StackId)).StackStatus).toBe('ROLLBACK_COMPLETE');
      const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName: StackId });
      const ids = StackEvents.flatMap(({ LogicalResourceId, PhysicalResourceId }) =>
        LogicalResourceId === 'It' && PhysicalResourceId ? [PhysicalResourceId] : [],
      );
      expect(ids.length).toBeGreaterThan(0);
      for (const id of ids) expect(await entry.look(yard, id)).toBeUndefined();
    });
  },
);
