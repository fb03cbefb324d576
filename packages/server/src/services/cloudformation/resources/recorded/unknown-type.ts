import type { ResourceType } from '../resource-type.ts';
import { recordedType, regionalArn } from './recorded-type.ts';

/** Any type at all, written down: its attributes have values of about the right form. */
export function unknownType(type: string): ResourceType {
  const [, service = 'unknown', kind = 'resource'] = type.split('::').map((part) => part.toLowerCase());
  return {
    ...recordedType(type, {}),
    attributes: ['*'],
    guess: (attribute, call) =>
      /Arn$/i.test(attribute)
        ? regionalArn(call, service, `${kind}/${call.physicalId}`)
        : `${call.physicalId}-${attribute}`,
  };
}
