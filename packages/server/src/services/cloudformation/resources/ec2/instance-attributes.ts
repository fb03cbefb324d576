import type {
  InstanceAttribute,
  InstanceAttributeName,
  ModifyInstanceAttributeCommandInput,
} from '@aws-sdk/client-ec2';
import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import type { UpdateCall } from '../resource-type.ts';

interface Changeable {
  readonly attribute: InstanceAttributeName;
  readonly read: (attribute: InstanceAttribute) => string | undefined;
  /** What it is when a template does not say it. */
  readonly fallback: Json;
  /** The instance has to be stopped for it. */
  readonly isStopped?: true;
}

/** What can be changed of an instance that is there. */
const ATTRIBUTES: Readonly<Record<string, Changeable>> = {
  DisableApiTermination: {
    ...{ attribute: 'disableApiTermination', fallback: false },
    read: ({ DisableApiTermination }) => String(DisableApiTermination?.Value ?? false),
  },
  InstanceInitiatedShutdownBehavior: {
    ...{ attribute: 'instanceInitiatedShutdownBehavior', fallback: 'stop' },
    read: ({ InstanceInitiatedShutdownBehavior }) => InstanceInitiatedShutdownBehavior?.Value,
  },
  InstanceType: {
    ...{ attribute: 'instanceType', fallback: 'm1.small', isStopped: true },
    read: ({ InstanceType }) => InstanceType?.Value,
  },
  UserData: {
    ...{ attribute: 'userData', fallback: '', isStopped: true },
    read: ({ UserData }) => UserData?.Value ?? '',
  },
};

export const CHANGEABLE = Object.keys(ATTRIBUTES);

export interface AttributeChange {
  readonly name: string;
  readonly value: Json;
  readonly isStopped: boolean;
}

/** What of the attributes is not yet as it shall be: an instance is stopped for nothing else. */
export async function changesOf(call: UpdateCall): Promise<AttributeChange[]> {
  const { aws, changed, physicalId: InstanceId, properties } = call;
  const changes: AttributeChange[] = [];
  for (const [name, { attribute, fallback, isStopped = false, read }] of Object.entries(ATTRIBUTES)) {
    if (!changed.has(name)) continue;
    const value = properties[name] ?? fallback;
    const found = read(await aws.ec2.describeInstanceAttribute({ InstanceId, Attribute: attribute }));
    if (found !== String(value)) changes.push({ name, value, isStopped });
  }
  return changes;
}

export async function modify(call: UpdateCall, value: JsonObject): Promise<void> {
  const input = { ...value, InstanceId: call.physicalId };
  await call.aws.ec2.modifyInstanceAttribute(
    call.fit<ModifyInstanceAttributeCommandInput>('ec2', 'ModifyInstanceAttribute', input),
  );
}
