import type { Grant, Permission } from '@aws-sdk/client-s3';

/** What an access control list grants. It is recorded, not enforced: access is decided by whose key signed. */
export type Grants = readonly Grant[];

const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

const group = (URI: string, Permission: Permission): Grant => ({ Grantee: { Type: 'Group', URI }, Permission });

const CANNED: Readonly<Record<string, Grants>> = {
  private: [],
  'public-read': [group(ALL_USERS, 'READ')],
  'public-read-write': [group(ALL_USERS, 'READ'), group(ALL_USERS, 'WRITE')],
  'authenticated-read': [group(AUTHENTICATED_USERS, 'READ')],
  'log-delivery-write': [group(LOG_DELIVERY, 'WRITE'), group(LOG_DELIVERY, 'READ_ACP')],
  'aws-exec-read': [],
  'bucket-owner-read': [],
  'bucket-owner-full-control': [],
};

/** The members of a request that ask for an access control list. */
export interface AclRequest {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

export const CANNED_ACLS = Object.keys(CANNED);

/** Whether a bucket whose owner owns every object would refuse what is asked for. */
export function asksForAcl(request: AclRequest): boolean {
  return (
    (request.ACL ?? 'bucket-owner-full-control') !== 'bucket-owner-full-control' || grantsOfHeaders(request).length > 0
  );
}

/**
 * Whether a list would give anything to anybody but the owner: a bucket whose owner owns every object may still be made with `private`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-ownership-error-responses.html
 */
export function grantsToOthers(request: AclRequest, ownerId: string): boolean {
  const grants = requestedGrants(request, ownerId) ?? [];
  return grants.some(({ Grantee, Permission }) => Grantee?.ID !== ownerId || Permission !== 'FULL_CONTROL');
}

/** The list asked for, or undefined when the request says nothing about it. */
export function requestedGrants(request: AclRequest, ownerId: string): Grants | undefined {
  if (request.ACL !== undefined) return [ownerGrant(ownerId), ...(CANNED[request.ACL] ?? [])];
  const grants = grantsOfHeaders(request);
  return grants.length > 0 ? grants : undefined;
}

export function ownerGrant(ownerId: string): Grant {
  return { Grantee: { Type: 'CanonicalUser', ID: ownerId }, Permission: 'FULL_CONTROL' };
}

function grantsOfHeaders(request: AclRequest): Grant[] {
  return [
    ...parseGrantees(request.GrantFullControl, 'FULL_CONTROL'),
    ...parseGrantees(request.GrantRead, 'READ'),
    ...parseGrantees(request.GrantReadACP, 'READ_ACP'),
    ...parseGrantees(request.GrantWrite, 'WRITE'),
    ...parseGrantees(request.GrantWriteACP, 'WRITE_ACP'),
  ];
}

/** `id="…", uri="…", emailAddress="…"`. */
function parseGrantees(header: string | undefined, permission: Permission): Grant[] {
  return [...(header ?? '').matchAll(/(id|uri|emailAddress)\s*=\s*"?([^",]+)"?/gi)].map(([, kind = '', value = '']) => {
    switch (kind.toLowerCase()) {
      case 'id':
        return { Grantee: { Type: 'CanonicalUser', ID: value }, Permission: permission };
      case 'uri':
        return { Grantee: { Type: 'Group', URI: value }, Permission: permission };
      default:
        return { Grantee: { Type: 'AmazonCustomerByEmail', EmailAddress: value }, Permission: permission };
    }
  });
}
