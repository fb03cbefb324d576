import { notServed, unknownAction, unknownOperation } from '../errors.ts';
import type { HttpHead } from '../http-head.ts';
import { awsJson } from '../protocols/aws-json.ts';
import type { OperationCodec, ProtocolCodec } from '../protocols/protocol.ts';
import { awsQuery, formFields } from '../protocols/query.ts';
import { restJson } from '../protocols/rest-json.ts';
import { restXml } from '../protocols/rest-xml.ts';
import type { ServiceRouting, WireModel } from '../schema/wire-model.ts';
import type { WireModels } from '../schema/wire-models.ts';
import type { Service } from '../service.ts';
import type { ErrorFamily } from '../signature/errors.ts';
import { type RequestForm, signedService } from './request-form.ts';
import { compileRestRoutes, type FindRoute, type RestMatch } from './rest-routes.ts';

export interface Route {
  readonly service: Service;
  readonly routing: ServiceRouting;
  readonly operation: string;
  readonly protocol: ProtocolCodec;
  readonly codec: OperationCodec;
  readonly family: ErrorFamily;
  /** Of a REST path, decoded. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What routing looks at. */
export interface RoutedRequest {
  readonly head: HttpHead;
  /** With the bucket a virtual host names. */
  readonly path: string;
  /** Only of the query form. */
  readonly body: Buffer | undefined;
}

export interface Router {
  find(form: RequestForm, request: RoutedRequest): Route;
  /** How an operation is spoken in its service's own protocol. */
  codec(sdkClient: string, operation: string): OperationCodec;
}

interface Endpoint {
  readonly service: Service;
  readonly routing: ServiceRouting;
}

/** Finds the operation a request is for among the services' models; models are read when first needed. */
export function createRouter(services: readonly Service[], models: WireModels): Router {
  const endpoints = services.map((service): Endpoint => {
    const routing = models.routing[service.sdkClient];
    if (!routing) throw new Error(`${service.sdkClient} is not in scripts/dump-wire-schemas.mjs`);
    return { service, routing };
  });
  const protocols = new Map<string, ProtocolCodec>();
  const routes = new Map<string, Route>();
  const restRoutes = new Map<string, FindRoute>();

  function routeTo({ service, routing }: Endpoint, form: RequestForm, operation: string): Route {
    const { sdkClient } = service;
    return keep(routes, `${sdkClient} ${form} ${operation}`, () => {
      const protocol = keep(protocols, `${sdkClient} ${form}`, () => protocolOf(models.load(sdkClient), form));
      const family = familyOf(routing, form);
      return { service, routing, operation, protocol, codec: protocol.operation(operation), family };
    });
  }

  function findRest(endpoint: Endpoint, { head, path }: RoutedRequest): RestMatch | undefined {
    const { sdkClient } = endpoint.service;
    const find = keep(restRoutes, sdkClient, () => compileRestRoutes(models.load(sdkClient)));
    return find({ method: head.method, path, query: head.query, headers: head.headers });
  }

  return {
    codec(sdkClient, operation) {
      const endpoint = endpoints.find(({ service }) => service.sdkClient === sdkClient);
      if (!endpoint) throw notServed(sdkClient);
      return routeTo(endpoint, ownForm(endpoint.routing), operation).codec;
    },
    find(form, request) {
      if (form === 'json') {
        const { endpoint, operation } = findByTarget(endpoints, request.head);
        return routeTo(endpoint, 'json', operation);
      }
      if (form === 'query') {
        const { endpoint, operation } = findByAction(endpoints, request);
        return routeTo(endpoint, 'query', operation);
      }
      const endpoint = findByScope(endpoints, request.head);
      const match = findRest(endpoint, request);
      if (!match) throw unknownOperation(`${request.head.method} ${request.path}`);
      return { ...routeTo(endpoint, 'rest', match.operation), labels: match.labels };
    },
  };
}

interface Found {
  readonly endpoint: Endpoint;
  readonly operation: string;
}

/** Clients of SQS send to the address of the queue: account and name. */
const QUEUE_PATH = /^\/\d{12}\/[A-Za-z0-9_.-]+$/;

/** `x-amz-target: CodeBuild_20161006.StartBuild` */
function findByTarget(endpoints: readonly Endpoint[], { headers, method, rawPath }: HttpHead): Found {
  const target = headers['x-amz-target'] ?? '';
  const dot = target.lastIndexOf('.');
  const operation = target.slice(dot + 1);
  const prefix = target.slice(0, Math.max(dot, 0));
  const endpoint = endpoints.find(({ routing }) => routing.target === prefix);
  const isPlace = rawPath === '/' || QUEUE_PATH.test(rawPath);
  const isKnown = method === 'POST' && isPlace && endpoint?.routing.operations.includes(operation);
  if (!endpoint || !isKnown) throw unknownOperation(target === '' ? '(none)' : target);
  return { endpoint, operation };
}

/** `Action=GetCallerIdentity&Version=2011-06-15`; services of one version are told apart by the credential scope. */
function findByAction(endpoints: readonly Endpoint[], { head, body }: RoutedRequest): Found {
  let operation = '';
  let version = '';
  for (const [name, value] of formFields({ body: body ?? Buffer.alloc(0), query: head.query })) {
    if (name === 'Action') operation = value;
    else if (name === 'Version') version = value;
  }
  const scope = signedService(head);
  const sameVersion = endpoints.filter(({ routing }) => routing.version === version && speaksQuery(routing));
  const endpoint = sameVersion.find(({ routing }) => routing.signingName === scope) ?? sameVersion[0];
  if (!endpoint?.routing.operations.includes(operation)) throw unknownAction(operation, version);
  return { endpoint, operation };
}

/** REST services share the path space; unsigned requests are taken for S3's. */
function findByScope(endpoints: readonly Endpoint[], head: HttpHead): Endpoint {
  const scope = signedService(head) ?? 's3';
  const endpoint = endpoints.find(
    ({ routing }) => routing.signingName === scope && routing.protocol.startsWith('rest'),
  );
  if (!endpoint) throw notServed(scope);
  return endpoint;
}

function ownForm({ protocol }: ServiceRouting): RequestForm {
  if (protocol.startsWith('awsJson')) return 'json';
  return protocol.startsWith('rest') ? 'rest' : 'query';
}

function speaksQuery({ protocol, queryCompatible }: ServiceRouting): boolean {
  return protocol === 'awsQuery' || protocol === 'ec2Query' || queryCompatible === true;
}

function protocolOf(model: WireModel, form: RequestForm): ProtocolCodec {
  if (form === 'json') return awsJson(model);
  if (form === 'query') return awsQuery(model);
  return model.protocol === 'restXml' ? restXml(model) : restJson(model);
}

function familyOf({ signingName }: ServiceRouting, form: RequestForm): ErrorFamily {
  if (form === 'query') return 'query';
  return signingName === 's3' ? 's3' : 'json';
}

function keep<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}
