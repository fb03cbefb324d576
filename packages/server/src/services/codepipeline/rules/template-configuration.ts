import { isObject, readObject, textOf } from './parameter-overrides.ts';

/** A template configuration file: what a stack is made with besides its template. */
export interface TemplateConfiguration {
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** JSON. */
  readonly stackPolicy?: string;
}

export type TemplateConfigurationRead =
  | { readonly ok: true; readonly configuration: TemplateConfiguration }
  | { readonly ok: false; readonly problem: string };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html */
export function readTemplateConfiguration(text: string): TemplateConfigurationRead {
  const file = readObject(text.replace(/^\uFEFF/, ''));
  if (!file) return refused('is not a JSON object');
  const parameters = texts(file.Parameters);
  const tags = texts(file.Tags);
  if (!parameters) return refused('must have an object of texts as Parameters');
  if (!tags) return refused('must have an object of texts as Tags');
  const { StackPolicy } = file;
  if (StackPolicy !== undefined && !isObject(StackPolicy)) return refused('must have an object as StackPolicy');
  return {
    ok: true,
    configuration: { parameters, tags, ...(StackPolicy ? { stackPolicy: JSON.stringify(StackPolicy) } : {}) },
  };
}

const refused = (problem: string) => ({ ok: false as const, problem: `The template configuration ${problem}` });

function texts(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined) return {};
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).map(([name, given]) => [name, textOf(given)] as const);
  return entries.every((entry): entry is [string, string] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}
