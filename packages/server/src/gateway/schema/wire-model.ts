/** What `scripts/dump-wire-schemas.mjs` writes for each service: the SDK's runtime schemas with the model's constraints. */

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'awsQuery' | 'ec2Query' | 'restXml';

/** Enough to find the service and name the operation of a request without reading the service's model. */
export interface ServiceRouting {
  readonly protocol: Protocol;
  /** The service's name in credential scopes. */
  readonly signingName: string;
  /** What comes before the dot in `x-amz-target`. */
  readonly target: string;
  readonly version: string;
  /** An AWS JSON service whose older clients speak the query protocol. */
  readonly queryCompatible?: true;
  readonly operations: readonly string[];
}

export interface WireModel extends Omit<ServiceRouting, 'operations'> {
  /** As in `@aws-sdk/client-<sdkClient>`. */
  readonly sdkClient: string;
  readonly xmlNamespace?: string;
  readonly operations: Readonly<Record<string, WireOperation>>;
  readonly structures: Readonly<Record<string, WireStructure>>;
}

export interface WireOperation {
  /** Method, URI template and status; only REST protocols look at it. */
  readonly http?: readonly [method: string, uri: string, status: number];
  /** Names of structures; left out where the operation has none. */
  readonly input?: string;
  readonly output?: string;
}

export interface WireStructure {
  readonly members: Readonly<Record<string, WireShape>>;
  readonly union?: true;
  readonly xmlName?: string;
  readonly xmlNamespace?: XmlNamespace;
  /** Set on exceptions: the HTTP status, and the code the query protocol knows it by where that differs. */
  readonly error?: { readonly status: number; readonly code?: string };
}

export type XmlNamespace = readonly [prefix: string, uri: string];

interface Traits {
  readonly required?: true;
  readonly sensitive?: 1;
  readonly sparse?: 1;
  readonly idempotencyToken?: 1;
  readonly jsonName?: string;
  readonly ec2QueryName?: string;
  readonly httpHeader?: string;
  readonly httpLabel?: 1;
  readonly httpPayload?: 1;
  readonly httpPrefixHeaders?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: 1;
  readonly httpResponseCode?: 1;
  readonly xmlAttribute?: 1;
  readonly xmlFlattened?: 1;
  readonly xmlName?: string;
  readonly xmlNamespace?: XmlNamespace;
}

interface Constraints {
  /** Bounds of a length (characters, bytes, elements, entries) or of a number. */
  readonly min?: number;
  readonly max?: number;
  /** A Java regular expression the whole value must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface StructureShape extends Traits {
  readonly type: 'structure';
  readonly structure: string;
  readonly eventStream?: true;
}

export interface ListShape extends Traits, Constraints {
  readonly type: 'list';
  readonly element: WireShape;
}

export interface MapShape extends Traits, Constraints {
  readonly type: 'map';
  readonly key: WireShape;
  readonly value: WireShape;
}

export interface ScalarShape extends Traits, Constraints {
  readonly type: 'string' | 'number' | 'boolean' | 'blob' | 'timestamp' | 'document';
  readonly integer?: true;
  /** A blob that is not held in memory. */
  readonly streaming?: true;
  readonly format?: TimestampFormat;
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

export type WireShape = StructureShape | ListShape | MapShape | ScalarShape;
