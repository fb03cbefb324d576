import type { UpdateDocumentCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { describeDocument } from '../describe-document.ts';
import { documentVersionNotFound, duplicateContent, duplicateVersionName, ownedByAmazon } from '../errors.ts';
import { existingDocument } from '../existing-document.ts';
import type { Parts } from '../parts.ts';
import { insertDocumentVersion, listDocumentVersionRows, saveDocument } from '../store/documents.ts';
import { checkedContent } from './create-document.ts';

/** Adds a version; the default one stays what it is. */
export const updateDocument = operation<UpdateDocumentCommand, Parts>('UpdateDocument', async (input, parts) => {
  const { content, format } = checkedContent(input);
  const { VersionName: versionName } = input;
  const found = await parts.database.transaction(async (tx) => {
    const { document, isAmazons } = await existingDocument(tx, input.Name, { version: '$LATEST' });
    if (isAmazons) throw ownedByAmazon(document.name);
    const asked = input.DocumentVersion;
    if (asked && asked !== '$LATEST' && Number(asked) !== document.latestVersion) {
      throw documentVersionNotFound(document.name, asked);
    }
    const versions = await listDocumentVersionRows(tx, document.name);
    if (versions.some((version) => version.content === content)) throw duplicateContent();
    if (versionName && versions.some((version) => version.versionName === versionName)) {
      throw duplicateVersionName(versionName);
    }
    const after = {
      ...document,
      latestVersion: (versions[0]?.version ?? 0) + 1,
      ...(input.TargetType ? { targetType: input.TargetType } : {}),
      ...(input.DisplayName ? { displayName: input.DisplayName } : {}),
    };
    const version = {
      ...{ document: document.name, version: after.latestVersion, content, format, createdAt: parts.clock.now() },
      ...(versionName ? { versionName } : {}),
    };
    await saveDocument(tx, after);
    await insertDocumentVersion(tx, version);
    return { document: after, version, isAmazons: false };
  });
  return { DocumentDescription: { ...describeDocument(parts.account, found), Status: 'Updating' } };
});
