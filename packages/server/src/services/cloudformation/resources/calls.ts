import { DONE, type Progress, type ResourceCall } from './resource-type.ts';

/**
 * Makes something that has a name. On a later try it may be there already by the earlier one: before the first, the stack looked
 * whether somebody else has one.
 */
export async function makeOnce(
  { isRetry }: Pick<ResourceCall, 'isRetry'>,
  exception: string | readonly string[],
  make: () => Promise<unknown>,
): Promise<Progress> {
  try {
    await make();
  } catch (error) {
    if (!isRetry || !isNamed(error, exception)) throw error;
  }
  return DONE;
}

/** What a call answers, or undefined when there is no such thing any more. */
export async function unlessGone<Answer>(
  exception: string | readonly string[],
  call: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (isNamed(error, exception)) return undefined;
    throw error;
  }
}

/** Deletes what may be gone already. */
export async function deleteOnce(
  exception: string | readonly string[],
  call: () => Promise<unknown>,
): Promise<Progress> {
  await unlessGone(exception, call);
  return DONE;
}

const isNamed = (error: unknown, exception: string | readonly string[]): boolean =>
  error instanceof Error && (typeof exception === 'string' ? [exception] : exception).includes(error.name);
