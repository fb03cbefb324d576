import { createHash } from 'node:crypto';
import type { DocumentDescription, DocumentIdentifier, PlatformType } from '@aws-sdk/client-ssm';
import type { CommandDocument } from '@codeyard/engine/command-document/command-document';
import { type FoundDocument, readDocument } from './existing-document.ts';
import { AMAZON_DOCUMENTS } from './rules/amazon-documents.ts';

const SYSTEMS: readonly PlatformType[] = ['Windows', 'Linux', 'MacOS'];

/** Systems that a document has steps for. */
function platformsOf(name: string, { steps }: CommandDocument): PlatformType[] {
  const amazons = AMAZON_DOCUMENTS.get(name);
  if (amazons) return [...amazons.platforms];
  const plugins = new Set(steps.map(({ plugin }) => plugin));
  if (plugins.has('aws:runPowerShellScript') || plugins.has('aws:downloadContent')) return [...SYSTEMS];
  return plugins.has('aws:runShellScript') ? ['Linux', 'MacOS'] : [...SYSTEMS];
}

const ownerOf = (account: string, { isAmazons }: FoundDocument) => (isAmazons ? 'Amazon' : account);

export function describeDocument(account: string, found: FoundDocument): DocumentDescription {
  const { document, version } = found;
  const content = readDocument(version.content, version.format);
  return {
    Name: document.name,
    ...(document.displayName ? { DisplayName: document.displayName } : {}),
    ...(version.versionName ? { VersionName: version.versionName } : {}),
    Owner: ownerOf(account, found),
    CreatedDate: new Date(version.createdAt),
    Status: 'Active',
    DocumentVersion: String(version.version),
    ...(content.description === undefined ? {} : { Description: content.description }),
    Parameters: Object.entries(content.parameters).map(([Name, parameter]) => ({
      Name,
      Type: parameter.type === 'StringList' ? 'StringList' : 'String',
      ...(parameter.description === undefined ? {} : { Description: parameter.description }),
      ...(parameter.default === undefined ? {} : { DefaultValue: textOf(parameter.default) }),
    })),
    PlatformTypes: platformsOf(document.name, content),
    DocumentType: 'Command',
    SchemaVersion: content.schemaVersion,
    LatestVersion: String(document.latestVersion),
    DefaultVersion: String(document.defaultVersion),
    Hash: createHash('sha256').update(version.content).digest('hex'),
    HashType: 'Sha256',
    DocumentFormat: version.format,
    ...(document.targetType ? { TargetType: document.targetType } : {}),
    Tags: tagsOf(found),
  };
}

export function identifyDocument(account: string, found: FoundDocument): DocumentIdentifier {
  const { document, version } = found;
  const content = readDocument(version.content, version.format);
  return {
    Name: document.name,
    CreatedDate: new Date(document.createdAt),
    ...(document.displayName ? { DisplayName: document.displayName } : {}),
    Owner: ownerOf(account, found),
    PlatformTypes: platformsOf(document.name, content),
    DocumentVersion: String(document.defaultVersion),
    DocumentType: 'Command',
    SchemaVersion: content.schemaVersion,
    DocumentFormat: version.format,
    ...(document.targetType ? { TargetType: document.targetType } : {}),
    Tags: tagsOf(found),
  };
}

const tagsOf = ({ document }: FoundDocument) => Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value }));
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
