import type { Json } from '@codeyard/engine/states-language/json';
import { isObject } from '@codeyard/engine/states-language/json';

/** Services whose own members begin with a small letter; in state machines all begin with a capital one. */
const SMALL = ['codebuild', 'codepipeline', 'logs', 'stepfunctions'];

const recase = (value: Json, change: (name: string) => string): Json => {
  if (Array.isArray(value)) return (value as Json[]).map((item) => recase(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [change(name), recase(member, change)]));
};

/** Members as the service takes them. */
export const toService = (service: string, value: Json): Json =>
  SMALL.includes(service) ? recase(value, (name) => name.charAt(0).toLowerCase() + name.slice(1)) : value;

/** Members as state machines see them. */
export const fromService = (service: string, value: Json): Json =>
  SMALL.includes(service) ? recase(value, (name) => name.charAt(0).toUpperCase() + name.slice(1)) : value;
