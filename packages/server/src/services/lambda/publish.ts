import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { base64Of, describeFunction } from './describe.ts';
import { invalidParameter } from './errors.ts';
import { lockExisting } from './find.ts';
import type { Parts } from './parts.ts';
import { findVersion, insertVersion, saveFunction } from './store/functions.ts';

interface PublishOrder {
  readonly name: string;
  readonly CodeSha256?: string | undefined;
  readonly Description?: string | undefined;
  readonly RevisionId?: string | undefined;
}

/** Makes a version of `$LATEST`, unless nothing has changed since the last one: then that one is answered. */
export async function publish(parts: Parts, order: PublishOrder): Promise<FunctionConfiguration> {
  const { name, CodeSha256, Description, RevisionId } = order;
  return await parts.database.transaction(async (tx) => {
    const record = await lockExisting(tx, parts, { name, revisionId: RevisionId });
    const { latest, versions } = record;
    if (CodeSha256 !== undefined && CodeSha256 !== base64Of(latest.code))
      throw invalidParameter(
        `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${base64Of(latest.code)}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    const newest = versions === 0 ? undefined : await findVersion(tx, name, versions);
    if (newest?.publishedFrom === latest.revisionId)
      return describeFunction(parts, name, { version: String(versions), document: newest });
    const version = versions + 1;
    const stamps = { revisionId: parts.ids.uuid(), publishedFrom: latest.revisionId };
    const document = { ...latest, ...stamps, ...(Description === undefined ? {} : { Description }) };
    await insertVersion(tx, name, version, document);
    await saveFunction(tx, { ...record, versions: version });
    return describeFunction(parts, name, { version: String(version), document });
  });
}
