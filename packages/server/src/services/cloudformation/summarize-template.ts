import { asObject, type Template } from '@codeyard/engine/template/parse-template';
import type { Parts } from './parts.ts';

/** A template's parameters as its summary tells of them. */
export function summarizeParameters({ parameters }: Template) {
  return Object.entries(parameters).map(([ParameterKey, parameter]) => {
    const { Type, Default, NoEcho, Description, AllowedValues } = asObject(parameter);
    return {
      ...{ ParameterKey, ParameterType: String(Type ?? 'String'), NoEcho: String(NoEcho).toLowerCase() === 'true' },
      ...(Default === undefined || Default === null ? {} : { DefaultValue: String(Default) }),
      ...(Description === undefined ? {} : { Description: String(Description) }),
      ParameterConstraints: Array.isArray(AllowedValues) ? { AllowedValues: AllowedValues.map(String) } : {},
    };
  });
}

/** What has to be acknowledged before a template can be a stack, and why. */
export function capabilitiesOf({ findType }: Pick<Parts, 'findType'>, { resources, transforms }: Template) {
  const asking = Object.entries(resources).flatMap(([id, { type, properties }]) => {
    const capability = findType(type)?.capability?.(properties);
    return capability ? [{ id, type, capability }] : [];
  });
  const names = asking.map(({ capability }) => capability);
  const iam = names.includes('CAPABILITY_NAMED_IAM') ? 'CAPABILITY_NAMED_IAM' : names[0];
  const Capabilities = [...(iam ? [iam] : []), ...(transforms.length > 0 ? ['CAPABILITY_AUTO_EXPAND' as const] : [])];
  if (Capabilities.length === 0) return {};
  const listed = asking.map(({ type }) => type);
  const CapabilitiesReason = `The following resource(s) require capabilities: [${[...new Set([...listed, ...transforms])].join(', ')}]`;
  return { Capabilities, CapabilitiesReason };
}
