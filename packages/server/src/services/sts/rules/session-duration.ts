const DEFAULT_ROLE_SECONDS = 3600;
const CHAINED_SECONDS = 3600;
const ROOT_SECONDS = 3600;

/** How long a role's session lasts, or which limit it was asked to pass. */
export function roleSessionSeconds(
  asked: number | undefined,
  { chained, roleMax }: { chained: boolean; roleMax: number | undefined },
): number | 'longer than the chain allows' | 'longer than the role allows' {
  const seconds = asked ?? DEFAULT_ROLE_SECONDS;
  if (chained && seconds > CHAINED_SECONDS) return 'longer than the chain allows';
  if (roleMax !== undefined && seconds > roleMax) return 'longer than the role allows';
  return seconds;
}

/** AWS gives sessions of the account's root an hour at most, and silently shortens longer wishes. */
export function rootSessionSeconds(asked: number | undefined): number {
  return Math.min(asked ?? ROOT_SECONDS, ROOT_SECONDS);
}
