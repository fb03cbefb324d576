import type { AliasConfiguration, FunctionConfiguration, LayerVersionsListItem } from '@aws-sdk/client-lambda';
import type { Parts } from './parts.ts';
import type { Alias } from './rules/alias.ts';
import { DEFAULTS, type FunctionDocument, LATEST, lambdaTime, logGroupOf } from './rules/function.ts';
import { functionArn, layerArn } from './rules/function-name.ts';
import type { LayerVersion } from './store/layers.ts';

/** SHA-256 as Lambda writes it. */
export const base64Of = (code: string) => Buffer.from(code, 'hex').toString('base64');

/** A version as clients see it. `$LATEST` by its bare ARN unless it was asked for by that qualifier. */
export function describeFunction(
  parts: Parts,
  name: string,
  { version, document }: { version: string; document: FunctionDocument },
): FunctionConfiguration {
  const { Description, Handler, KMSKeyArn, Layers, MemorySize, Role, Runtime, Timeout, VpcConfig } = document;
  const isLatest = version === LATEST;
  return {
    FunctionName: name,
    FunctionArn: functionArn(parts, name, isLatest ? undefined : version),
    ...(Runtime ? { Runtime } : {}),
    Role,
    Handler,
    CodeSize: document.codeSize,
    Description: Description ?? DEFAULTS.Description,
    Timeout: Timeout ?? DEFAULTS.Timeout,
    MemorySize: MemorySize ?? DEFAULTS.MemorySize,
    LastModified: lambdaTime(document.modifiedAt),
    CodeSha256: base64Of(document.code),
    Version: version,
    ...(VpcConfig?.SubnetIds?.length ? { VpcConfig: { ...VpcConfig, VpcId: '' } } : {}),
    ...(document.deadLetterArn ? { DeadLetterConfig: { TargetArn: document.deadLetterArn } } : {}),
    ...(document.sealedVariables ? { Environment: { Variables: variablesOf(parts, document) } } : {}),
    ...(KMSKeyArn ? { KMSKeyArn } : {}),
    TracingConfig: { Mode: document.tracing },
    RevisionId: document.revisionId,
    ...(Layers?.length ? { Layers: Layers.map((Arn) => ({ Arn })) } : {}),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: document.architectures,
    EphemeralStorage: { Size: document.ephemeralStorage },
    SnapStart: { ApplyOn: document.snapStart, OptimizationStatus: 'Off' },
    RuntimeVersionConfig: { RuntimeVersionArn: `arn:aws:lambda:${parts.region}::runtime:${'0'.repeat(64)}` },
    LoggingConfig: { LogFormat: 'Text', ...document.logging, LogGroup: logGroupOf(name, document) },
  };
}

export const variablesOf = ({ vault }: Parts, { sealedVariables }: FunctionDocument): Record<string, string> =>
  sealedVariables === undefined ? {} : (JSON.parse(vault.open(sealedVariables)) as Record<string, string>);

export const describeAlias = (parts: Parts, name: string, alias: Alias): AliasConfiguration => ({
  AliasArn: functionArn(parts, name, alias.name),
  Name: alias.name,
  FunctionVersion: alias.version,
  Description: alias.description,
  ...(Object.keys(alias.weights).length > 0
    ? { RoutingConfig: { AdditionalVersionWeights: { ...alias.weights } } }
    : {}),
  RevisionId: alias.revisionId,
});

export const describeLayer = (parts: Parts, layer: LayerVersion): LayerVersionsListItem => ({
  LayerVersionArn: layerArn(parts, layer.name, layer.version),
  Version: layer.version,
  Description: layer.description,
  CreatedDate: lambdaTime(layer.createdAt),
  CompatibleRuntimes: [...layer.runtimes] as NonNullable<LayerVersionsListItem['CompatibleRuntimes']>,
  CompatibleArchitectures: [...layer.architectures] as NonNullable<LayerVersionsListItem['CompatibleArchitectures']>,
  ...(layer.license === undefined ? {} : { LicenseInfo: layer.license }),
});
