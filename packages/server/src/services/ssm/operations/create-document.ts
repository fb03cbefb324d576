import type { CreateDocumentCommand } from '@aws-sdk/client-ssm';
import { type InputOf, operation } from '../../../gateway/operation.ts';
import { describeDocument } from '../describe-document.ts';
import { documentExists, documentTooLarge, documentTypeNotHere, notHere, reservedName } from '../errors.ts';
import { amazonDocument, readDocument } from '../existing-document.ts';
import type { Parts } from '../parts.ts';
import { findDocumentRow, insertDocumentVersion, saveDocument } from '../store/documents.ts';

const MOST_BYTES = 65_536;

export const createDocument = operation<CreateDocumentCommand, Parts>('CreateDocument', async (input, parts) => {
  const { Name: name, DocumentType: type = 'Command', VersionName: versionName } = input;
  if (type !== 'Command') throw documentTypeNotHere(type);
  if (input.Requires?.length) throw notHere('Requirements of documents');
  const { content, format } = checkedContent(input);
  const createdAt = parts.clock.now();
  const document = {
    ...{ name, type, defaultVersion: 1, latestVersion: 1, createdAt },
    ...(input.TargetType ? { targetType: input.TargetType } : {}),
    ...(input.DisplayName ? { displayName: input.DisplayName } : {}),
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
  const version = { document: name, version: 1, content, format, createdAt, ...(versionName ? { versionName } : {}) };
  await parts.database.transaction(async (tx) => {
    if (amazonDocument(name) || (await findDocumentRow(tx, name))) throw documentExists(name);
    if (/^(aws|amazon|amzn)/i.test(name)) throw reservedName(name);
    await saveDocument(tx, document);
    await insertDocumentVersion(tx, version);
  });
  const found = { document, version, isAmazons: false };
  return { DocumentDescription: { ...describeDocument(parts.account, found), Status: 'Creating' } };
});

/** Content that can be run; JSON unless the request says otherwise. */
export function checkedContent({
  Attachments,
  Content,
  DocumentFormat = 'JSON',
}: Pick<InputOf<CreateDocumentCommand>, 'Attachments' | 'Content' | 'DocumentFormat'>): {
  content: string;
  format: 'JSON' | 'YAML';
} {
  if (Attachments?.length) throw notHere('Attachments of documents');
  if (Buffer.byteLength(Content) > MOST_BYTES) throw documentTooLarge();
  const format = DocumentFormat === 'YAML' ? 'YAML' : 'JSON';
  readDocument(Content, format);
  return { content: Content, format };
}
