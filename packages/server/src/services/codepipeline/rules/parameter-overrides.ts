import { pathProblem } from './stack-action.ts';

/** Where the value of a parameter comes from. */
export type ParameterOverride =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'artifact'; readonly artifact: string; readonly attribute: ArtifactAttribute }
  | { readonly from: 'file'; readonly artifact: string; readonly path: string; readonly key: string };

const ATTRIBUTES = ['BucketName', 'ObjectKey', 'URL'] as const;
export type ArtifactAttribute = (typeof ATTRIBUTES)[number];

/** One kilobyte, once variables are filled in. */
const MOST_BYTES = 1_024;

export type OverridesRead =
  | { readonly ok: true; readonly overrides: Readonly<Record<string, ParameterOverride>> }
  | { readonly ok: false; readonly problem: string };

/** Reads a JSON object of parameters, with the two functions that only pipelines have. */
export function readParameterOverrides(text: string): OverridesRead {
  if (Buffer.byteLength(text) > MOST_BYTES) return refused(`ParameterOverrides is larger than ${MOST_BYTES} bytes`);
  const parsed = readObject(text);
  if (!parsed) return refused('ParameterOverrides is not a JSON object');
  const overrides: [string, ParameterOverride][] = [];
  for (const [name, value] of Object.entries(parsed)) {
    const override = readOverride(value);
    if (typeof override === 'string') return refused(`ParameterOverrides: the value of ${name} ${override}`);
    overrides.push([name, override]);
  }
  return { ok: true, overrides: Object.fromEntries(overrides) };
}

const refused = (problem: string) => ({ ok: false as const, problem });

export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a parameter: a text, or what JSON has for one. */
export const textOf = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

function readOverride(value: unknown): ParameterOverride | string {
  const text = textOf(value);
  if (text !== undefined) return { from: 'text', text };
  const [call, ...others] = isObject(value) ? Object.entries(value) : [];
  if (!call || others.length > 0) return 'is neither a text nor a function';
  const [name, given] = call;
  const words = Array.isArray(given) && given.every((word) => typeof word === 'string') ? (given as string[]) : [];
  if (name === 'Fn::GetArtifactAtt') return attributeOf(words);
  if (name === 'Fn::GetParam') return keyOf(words);
  return `has ${name}, and only Fn::GetArtifactAtt and Fn::GetParam can be used`;
}

function attributeOf(words: readonly string[]): ParameterOverride | string {
  const [artifact, name] = words;
  const attribute = ATTRIBUTES.find((known) => known === name);
  if (words.length !== 2 || !artifact || !attribute)
    return `must be {"Fn::GetArtifactAtt": [artifact, attribute]}, the attribute one of ${ATTRIBUTES.join(', ')}`;
  return { from: 'artifact', artifact, attribute };
}

function keyOf(words: readonly string[]): ParameterOverride | string {
  const [artifact, path, key] = words;
  if (words.length !== 3 || !artifact || !path || !key) return 'must be {"Fn::GetParam": [artifact, file, key]}';
  const problem = pathProblem('Fn::GetParam', path);
  return problem ? `is wrong: ${problem}` : { from: 'file', artifact, path, key };
}
