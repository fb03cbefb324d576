/** A function as calls name it: by name, `name:qualifier`, `account:function:name` or ARN, maybe with a qualifier. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier?: string;
}

const REFERENCE =
  /^(?:(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:\d{12}:)?function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

export function readFunctionName(text: string): FunctionReference | undefined {
  const { name, qualifier } = REFERENCE.exec(text)?.groups ?? {};
  if (!name) return undefined;
  return qualifier === undefined ? { name } : { name, qualifier };
}

export const functionArn = (
  { region, account }: { region: string; account: string },
  name: string,
  qualifier?: string,
): string => `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;

export const layerArn = ({ region, account }: { region: string; account: string }, name: string, version?: number) =>
  `arn:aws:lambda:${region}:${account}:layer:${name}${version === undefined ? '' : `:${version}`}`;

/** Name and version of a layer, from its ARN. */
export function readLayerArn(arn: string): { name: string; version: number } | undefined {
  const [, name, version] = /^arn:aws[a-z-]*:lambda:[^:]+:[^:]+:layer:([\w-]+):(\d+)$/.exec(arn) ?? [];
  return name && version ? { name, version: Number(version) } : undefined;
}

export const isVersion = (qualifier: string) => /^\d+$/.test(qualifier);
