import type { ActionDeclaration, ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { ActionTypeDescription } from './catalogue.ts';

/** An action type that a user declared: what its workers are told and what pipelines must give it. */
export interface CustomType {
  readonly category: ActionTypeDescription['category'];
  readonly provider: string;
  readonly version: string;
  readonly properties: readonly CustomProperty[];
  readonly settings: Readonly<Partial<Record<SettingName, string>>>;
  readonly inputs: readonly [min: number, max: number];
  readonly outputs: readonly [min: number, max: number];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export type SettingName =
  | 'thirdPartyConfigurationUrl'
  | 'entityUrlTemplate'
  | 'executionUrlTemplate'
  | 'revisionUrlTemplate';

export interface CustomProperty {
  readonly name: string;
  readonly required: boolean;
  readonly key: boolean;
  readonly secret: boolean;
  readonly queryable: boolean;
  readonly description?: string;
  readonly type?: 'String' | 'Number' | 'Boolean';
}

/** Custom actions may take a day. */
const TIMEOUT_MS = 24 * 3_600_000;

/** What every action type is described by. */
export const describeCustomType = (type: CustomType): ActionTypeDescription => ({
  category: type.category,
  owner: 'Custom',
  provider: type.provider,
  inputs: type.inputs,
  outputs: type.outputs,
  configuration: type.properties.map(({ name, required, secret }) => ({
    name,
    ...(required ? { required: true as const } : {}),
    ...(secret ? { secret: true as const } : {}),
  })),
  timeoutMs: TIMEOUT_MS,
});

/** What is wrong with a definition, in words; nothing when it can be. */
export function checkCustomType({ properties, settings }: CustomType): string[] {
  const problems: string[] = [];
  const queryable = properties.filter((property) => property.queryable);
  if (queryable.length > 1) problems.push('Only one configuration property can be queryable');
  for (const { name, required, secret } of queryable)
    if (!required || secret) problems.push(`The queryable property ${name} must be required and cannot be secret`);
  const names = properties.map(({ name }) => name);
  if (new Set(names).size < names.length) problems.push('Two configuration properties have one name');
  const usable = properties.filter(({ required, secret }) => required && !secret).map(({ name }) => name);
  for (const [setting, template] of Object.entries(settings))
    for (const [, name = ''] of template.matchAll(/\{Config:([^}]*)\}/g))
      if (!usable.includes(name))
        problems.push(`${setting} refers to {Config:${name}}, which is no required property that is not secret`);
  return problems;
}

const QUERY_VALUE = /^[A-Za-z0-9_-]{1,20}$/;

/** What is wrong with an action's configuration beyond missing and unknown keys. */
export function checkCustomConfiguration({ name, configuration = {} }: ActionDeclaration, type: CustomType): string[] {
  return type.properties.flatMap((property) => {
    const value = configuration[property.name];
    if (value === undefined) return [];
    const where = `Action configuration for action '${name}' has`;
    if (property.queryable && !QUERY_VALUE.test(value))
      return [`${where} a value of the queryable property '${property.name}' that is not 1 to 20 of A-Z a-z 0-9 _ -`];
    if (property.type === 'Number' && !/^-?\d+(\.\d+)?$/.test(value))
      return [`${where} a value of '${property.name}' that is no number`];
    if (property.type === 'Boolean' && !/^(true|false)$/.test(value))
      return [`${where} a value of '${property.name}' that is neither true nor false`];
    return [];
  });
}

/** A link with its `{Config:Name}` and `{ExternalExecutionId}` filled in; undefined when one of them is not known. */
export function fillTemplate(
  template: string | undefined,
  configuration: Readonly<Record<string, string>>,
  externalExecutionId?: string,
): string | undefined {
  if (template === undefined) return undefined;
  let known = true;
  const text = template.replace(/\{(?:Config:([^}]*)|ExternalExecutionId)\}/g, (_, name: string | undefined) => {
    const value = name === undefined ? externalExecutionId : configuration[name];
    known &&= value !== undefined;
    return encodeURIComponent(value ?? '');
  });
  return known ? text : undefined;
}

export const typeKey = ({ category, provider, version }: ActionTypeId | CustomType) =>
  `${category}/${provider}/${version}`;

export const isSameType = (one: CustomType, other: CustomType) =>
  JSON.stringify({ ...one, tags: [] }) === JSON.stringify({ ...other, tags: [] });
