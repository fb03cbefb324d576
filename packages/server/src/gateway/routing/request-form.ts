import type { HttpHead } from '../http-head.ts';

/** How a request names its operation, which its head tells: in a header, in form fields, or by method and path. */
export type RequestForm = 'json' | 'query' | 'rest';

const FORM_TYPE = 'application/x-www-form-urlencoded';

export function requestForm({ method, headers, query }: HttpHead): RequestForm {
  if (headers['x-amz-target'] !== undefined) return 'json';
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-amz-json')) return 'json';
  if (method === 'POST' && type.startsWith(FORM_TYPE)) return 'query';
  return query.some(([name]) => name === 'Action') && query.some(([name]) => name === 'Version') ? 'query' : 'rest';
}

/** The service a request was signed for, read off its credential scope before anything is verified. */
export function signedService({ headers, query }: HttpHead): string | undefined {
  const credential =
    /Credential=([^, ]+)/.exec(headers.authorization ?? '')?.[1] ??
    query.find(([name]) => name === 'X-Amz-Credential')?.[1];
  return credential?.split('/').at(-2);
}
