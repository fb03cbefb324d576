import type { UpdateDocumentDefaultVersionCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { ownedByAmazon } from '../errors.ts';
import { existingDocument } from '../existing-document.ts';
import type { Parts } from '../parts.ts';
import { saveDocument } from '../store/documents.ts';

export const updateDocumentDefaultVersion = operation<UpdateDocumentDefaultVersionCommand, Parts>(
  'UpdateDocumentDefaultVersion',
  async ({ Name, DocumentVersion }, { database }) =>
    await database.transaction(async (tx) => {
      const { document, version, isAmazons } = await existingDocument(tx, Name, { version: DocumentVersion });
      if (isAmazons) throw ownedByAmazon(document.name);
      await saveDocument(tx, { ...document, defaultVersion: version.version });
      return { Description: { Name: document.name, DefaultVersion: String(version.version) } };
    }),
);
