import type { Parts } from '../parts.ts';

/** Below our own prefix, which AWS's API leaves free. */
export const payloadUrlOf = ({ publicUrl }: Parts, { token }: { readonly token: string }): string =>
  `${publicUrl()}/_codeyard/build-webhooks/${token}`;
