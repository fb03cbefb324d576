import type { WireModel, WireShape } from '../schema/wire-model.ts';

export interface RestMatch {
  readonly operation: string;
  /** Decoded. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface RestRequest {
  readonly method: string;
  /** Undecoded. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
}

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly expression: RegExp;
  readonly labels: readonly string[];
  /** Query parameters that must be there, with this value unless it is undefined. */
  readonly constants: readonly (readonly [name: string, value: string | undefined])[];
  /** Required members that tell operations of one path apart: `uploadId`, `x-amz-copy-source`. */
  readonly neededQuery: readonly string[];
  readonly neededHeaders: readonly string[];
  /** The SDK for JavaScript names the operation; other clients do not. */
  readonly xId: string | undefined;
  readonly literals: number;
  readonly isGreedy: boolean;
}

export type FindRoute = (request: RestRequest) => RestMatch | undefined;

/** Compiles a REST service's URI templates. The most telling route wins: more fixed and required parts first. */
export function compileRestRoutes(model: WireModel): FindRoute {
  const byMethod = new Map<string, Route[]>();
  for (const [operation, { http, input }] of Object.entries(model.operations)) {
    if (!http) continue;
    const members = Object.entries(model.structures[input ?? '']?.members ?? {});
    const route = compileRoute(operation, http, members);
    byMethod.set(route.method, [...(byMethod.get(route.method) ?? []), route]);
  }
  for (const routes of byMethod.values()) routes.sort(byRank);
  return (request) => {
    for (const route of byMethod.get(request.method) ?? []) {
      const match = matchRoute(route, request);
      if (match) return match;
    }
    return undefined;
  };
}

function compileRoute(
  operation: string,
  [method, uri]: readonly [string, string, number],
  members: readonly (readonly [string, WireShape])[],
): Route {
  const [template = '/', queryText = ''] = uri.split('?');
  const parameters = queryText.split('&').filter(Boolean).map(splitParameter);
  const constants = parameters.filter(([name]) => name !== 'x-id');
  const required = members.filter(([, shape]) => shape.required);
  return {
    operation,
    method,
    ...compilePath(withBucket(template, members)),
    constants,
    neededQuery: required.flatMap(([, shape]) => shape.httpQuery ?? []),
    // Where a constant parameter names the operation, a header left out is to be refused and not routed elsewhere.
    neededHeaders: constants.length > 0 ? [] : required.flatMap(([, shape]) => shape.httpHeader?.toLowerCase() ?? []),
    xId: parameters.find(([name]) => name === 'x-id')?.[1],
  };
}

function splitParameter(parameter: string): readonly [string, string | undefined] {
  const at = parameter.indexOf('=');
  return at < 0 ? [parameter, undefined] : [parameter.slice(0, at), parameter.slice(at + 1)];
}

/** The SDK's templates for S3 leave the bucket to the host name. */
function withBucket(template: string, members: readonly (readonly [string, WireShape])[]): string {
  const needsBucket = members.some(([name, shape]) => name === 'Bucket' && shape.httpLabel);
  if (!needsBucket || template.includes('{Bucket}')) return template;
  return template === '/' ? '/{Bucket}' : `/{Bucket}${template}`;
}

function compilePath(template: string): Pick<Route, 'expression' | 'labels' | 'literals' | 'isGreedy'> {
  const labels: string[] = [];
  let literals = 0;
  let isGreedy = false;
  const segments = template.split('/').map((segment) => {
    const label = /^\{(.+?)(\+?)\}$/.exec(segment);
    if (!label) {
      if (segment !== '') literals += 1;
      return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
    labels.push(label[1] ?? '');
    if (label[2]) isGreedy = true;
    return label[2] ? '([\\s\\S]+)' : '([^/]+)';
  });
  const end = isGreedy ? '$' : '/?$';
  return { expression: new RegExp(`^${segments.join('/')}${end}`), labels, literals, isGreedy };
}

function byRank(a: Route, b: Route): number {
  return (
    b.constants.length - a.constants.length ||
    b.neededQuery.length + b.neededHeaders.length - (a.neededQuery.length + a.neededHeaders.length) ||
    b.literals - a.literals ||
    Number(a.isGreedy) - Number(b.isGreedy) ||
    (a.operation < b.operation ? -1 : 1)
  );
}

function matchRoute(route: Route, { path, query, headers }: RestRequest): RestMatch | undefined {
  const match = route.expression.exec(path);
  if (!match) return undefined;
  const has = (name: string, value?: string) =>
    query.some(([given, text]) => given === name && (value === undefined || text === value));
  if (route.xId !== undefined && has('x-id') && !has('x-id', route.xId)) return undefined;
  if (!route.constants.every(([name, value]) => has(name, value))) return undefined;
  if (!route.neededQuery.every((name) => has(name))) return undefined;
  if (!route.neededHeaders.every((name) => headers[name] !== undefined)) return undefined;
  const labels = route.labels.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')]);
  return { operation: route.operation, labels: Object.fromEntries(labels) };
}
