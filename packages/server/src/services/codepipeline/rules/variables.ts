const REFERENCE = /#\{([^.{}]+)\.([^{}]+)\}/g;

/** A reference in a text: `#{namespace.key}`. */
export interface VariableReference {
  readonly namespace: string;
  readonly key: string;
}

export function referencesIn(text: string): VariableReference[] {
  return [...text.matchAll(REFERENCE)].map(([, namespace = '', key = '']) => ({ namespace, key }));
}

/** Values by namespace and key. */
export type VariableScope = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Resolved = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly missing: string };

/** The text with every reference replaced, or the first reference that stands for nothing. */
export function resolveVariables(text: string, scope: VariableScope): Resolved {
  const missing = referencesIn(text).find(({ namespace, key }) => lookUp(scope, namespace, key) === undefined);
  if (missing) return { ok: false, missing: `#{${missing.namespace}.${missing.key}}` };
  return {
    ok: true,
    text: text.replace(REFERENCE, (_, namespace: string, key: string) => lookUp(scope, namespace, key) ?? ''),
  };
}

function lookUp(scope: VariableScope, namespace: string, key: string): string | undefined {
  const values = Object.hasOwn(scope, namespace) ? scope[namespace] : undefined;
  return values && Object.hasOwn(values, key) ? values[key] : undefined;
}

/** `{datetime}` (UTC) and `{uuid}` in the object key of an S3 deploy. */
export function fillObjectKey(text: string, now: number, uuid: string): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-');
  return text.replaceAll('{datetime}', stamp).replaceAll('{uuid}', uuid);
}
