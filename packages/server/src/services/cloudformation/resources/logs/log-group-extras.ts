import type { Json } from '@codeyard/engine/template/parse-template';
import { unlessGone } from '../calls.ts';
import { isTrue, jsonText, listOf } from '../property-values.ts';
import type { ResourceCall } from '../resource-type.ts';

/** A property that operations of its own set and take away. */
interface Extra {
  readonly property: string;
  readonly isSet: (value: Json | undefined) => boolean;
  readonly set: (call: ResourceCall, group: string, value: Json | undefined) => Promise<unknown>;
  readonly unset: (call: ResourceCall, group: string) => Promise<unknown>;
}

const isDocument = (value: Json | undefined) => !['', '{}', '[]'].includes(jsonText(value));

const EXTRAS: readonly Extra[] = [
  {
    property: 'BearerTokenAuthenticationEnabled',
    isSet: isTrue,
    set: ({ aws }, logGroupIdentifier) =>
      aws.logs.putBearerTokenAuthentication({ logGroupIdentifier, bearerTokenAuthenticationEnabled: true }),
    unset: ({ aws }, logGroupIdentifier) =>
      aws.logs.putBearerTokenAuthentication({ logGroupIdentifier, bearerTokenAuthenticationEnabled: false }),
  },
  {
    property: 'DataProtectionPolicy',
    isSet: isDocument,
    set: ({ aws }, logGroupIdentifier, value) =>
      aws.logs.putDataProtectionPolicy({ logGroupIdentifier, policyDocument: jsonText(value) }),
    unset: ({ aws }, logGroupIdentifier) => aws.logs.deleteDataProtectionPolicy({ logGroupIdentifier }),
  },
  {
    property: 'DeletionProtectionEnabled',
    isSet: isTrue,
    set: ({ aws }, logGroupIdentifier) =>
      aws.logs.putLogGroupDeletionProtection({ logGroupIdentifier, deletionProtectionEnabled: true }),
    unset: ({ aws }, logGroupIdentifier) =>
      aws.logs.putLogGroupDeletionProtection({ logGroupIdentifier, deletionProtectionEnabled: false }),
  },
  {
    property: 'FieldIndexPolicies',
    isSet: isDocument,
    set: ({ aws }, logGroupIdentifier, value) =>
      aws.logs.putIndexPolicy({ logGroupIdentifier, policyDocument: jsonText(listOf(value)[0]) }),
    unset: ({ aws }, logGroupIdentifier) => aws.logs.deleteIndexPolicy({ logGroupIdentifier }),
  },
  {
    property: 'ResourcePolicyDocument',
    isSet: isDocument,
    set: (call, group, value) =>
      call.aws.logs.putResourcePolicy({ resourceArn: groupArn(call, group), policyDocument: jsonText(value) }),
    unset: (call, group) => call.aws.logs.deleteResourcePolicy({ resourceArn: groupArn(call, group) }),
  },
];

export const EXTRA_PROPERTIES = EXTRAS.map(({ property }) => property);

/** Without the `:*` that `Fn::GetAtt` has. */
export const groupArn = ({ stack }: ResourceCall, group: string): string =>
  `arn:aws:logs:${stack.region}:${stack.account}:log-group:${group}`;

/** Sets what is asked for; what cannot be set is refused by name, and needs no taking away. */
export async function setExtras(call: ResourceCall, group: string, names: ReadonlySet<string>): Promise<void> {
  for (const { isSet, property, set, unset } of EXTRAS.filter((extra) => names.has(extra.property))) {
    const value = call.properties[property];
    if (isSet(value)) await set(call, group, value);
    else await unlessGone(['ResourceNotFoundException', 'NotImplementedException'], () => unset(call, group));
  }
}
