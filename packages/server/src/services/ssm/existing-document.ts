import type { CommandDocument } from '@codeyard/engine/command-document/command-document';
import { parseDocument } from '@codeyard/engine/command-document/parse-document';
import type { Db } from '../../database/database.ts';
import { parseArn } from '../../platform/arn.ts';
import { documentNotFound, documentVersionNotFound, invalidContent, invalidSchemaVersion } from './errors.ts';
import { AMAZON_DOCUMENTS } from './rules/amazon-documents.ts';
import {
  findDocumentRow,
  listDocumentVersionRows,
  type SsmDocument,
  type SsmDocumentVersion,
} from './store/documents.ts';

export interface FoundDocument {
  readonly document: SsmDocument;
  readonly version: SsmDocumentVersion;
  readonly isAmazons: boolean;
}

/** The name in an ARN, or the name itself. */
export const documentName = (text: string) => parseArn(text)?.resource.replace(/^document\//, '') ?? text;

/** A document and the version that is asked for: a number, `$LATEST` or `$DEFAULT`, or one by its name. */
export async function existingDocument(
  db: Db,
  text: string,
  asked: { version?: string | undefined; versionName?: string | undefined } = {},
): Promise<FoundDocument> {
  const name = documentName(text);
  const amazons = amazonDocument(name);
  if (amazons) return amazons;
  const document = await findDocumentRow(db, name);
  if (!document) throw documentNotFound(name);
  const wanted = asked.version ?? '$DEFAULT';
  const number =
    wanted === '$LATEST' ? document.latestVersion : wanted === '$DEFAULT' ? document.defaultVersion : Number(wanted);
  const versions = await listDocumentVersionRows(db, name);
  const version = versions.find((candidate) =>
    asked.versionName ? candidate.versionName === asked.versionName : candidate.version === number,
  );
  if (!version) throw documentVersionNotFound(name, asked.versionName ?? wanted);
  return { document, version, isAmazons: false };
}

export function amazonDocument(name: string): FoundDocument | undefined {
  const found = AMAZON_DOCUMENTS.get(name);
  if (!found) return undefined;
  const document = { name, type: 'Command', defaultVersion: 1, latestVersion: 1, createdAt: 0, tags: {} };
  const version = { document: name, version: 1, content: found.content, format: 'JSON' as const, createdAt: 0 };
  return { document, version, isAmazons: true };
}

/** What a document's content says; what is wrong with it is refused, all of it at once. */
export function readDocument(content: string, format: 'JSON' | 'YAML'): CommandDocument {
  const parsed = parseDocument(content, format);
  if (!('problems' in parsed)) return parsed.document;
  const [first] = parsed.problems;
  if (first.kind === 'schema-version') throw invalidSchemaVersion(first.message);
  throw invalidContent(parsed.problems.map(({ message }) => message).join(' '));
}
