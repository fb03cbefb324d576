import type { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { cutPage, readPageToken } from '../../../platform/pagination.ts';
import { invalidParameter, invalidToken } from '../errors.ts';
import { describeSecret } from '../secret-access.ts';
import { listSecretRows, listVersions, type Secret } from '../store.ts';

const LARGEST_PAGE = 100;
const AT_ONCE = 200;

export const listSecrets = operation<ListSecretsCommand, ServiceContext>('ListSecrets', async (input, context) => {
  const filters = (input.Filters ?? []).map(({ Key, Values = [] }) => filterOf(Key, Values));
  const wanted = (secret: Secret) =>
    (input.IncludePlannedDeletion || secret.deletionAt === undefined) && filters.every((matches) => matches(secret));
  const listing = `ListSecrets ${JSON.stringify([input.Filters ?? [], input.IncludePlannedDeletion === true])}`;
  const after = input.NextToken === undefined ? undefined : readPageToken<string>(listing, input.NextToken);
  if (input.NextToken !== undefined && after === undefined) throw invalidToken();
  const limit = input.MaxResults ?? LARGEST_PAGE;
  const rows: Secret[] = [];
  for (let from = after; rows.length <= limit; ) {
    const found = await listSecretRows(context.database, from, AT_ONCE);
    rows.push(...found.filter(wanted));
    if (found.length < AT_ONCE) break;
    from = found.at(-1)?.name;
  }
  const page = cutPage(rows.slice(0, limit + 1), limit, listing, ({ name }) => name);
  const SecretList = [];
  for (const secret of page.rows) {
    const { versions, ...rest } = describeSecret(secret, await listVersions(context.database, secret.arn));
    SecretList.push({ ...rest, SecretVersionsToStages: versions });
  }
  return { SecretList, ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }) };
});

/** Values match the beginning of words of any case; `!` before one leaves it out. */
function filterOf(key: string | undefined, values: readonly string[]): (secret: Secret) => boolean {
  const read: Record<string, (secret: Secret) => string[]> = {
    name: ({ name }) => [name],
    description: ({ description }) => [description ?? ''],
    'tag-key': ({ tags }) => Object.keys(tags),
    'tag-value': ({ tags }) => Object.values(tags),
    all: ({ name, description, tags }) => [name, description ?? '', ...Object.keys(tags), ...Object.values(tags)],
  };
  const texts = read[key ?? ''];
  if (!texts) throw invalidParameter(`The filter ${key} is not implemented by Codeyard yet`);
  const begins = (secret: Secret, value: string) =>
    texts(secret).some((text) =>
      text
        .toLowerCase()
        .split(/[\s/_\-.]+/)
        .concat(text.toLowerCase())
        .some((word) => word.startsWith(value.toLowerCase())),
    );
  return (secret) =>
    values.some((value) => (value.startsWith('!') ? !begins(secret, value.slice(1)) : begins(secret, value)));
}
