import type { HttpMessage } from '../rules/http-message.ts';

/** As long as AWS waits for an endpoint. */
const TIMEOUT_MS = 15_000;

/** An endpoint's answer, or that it gave none. */
export type PostOutcome = { readonly status: number } | { readonly failure: string };

/** Sends a message to a subscriber's own URL; never follows a redirection elsewhere. */
export async function post(url: string, { headers, body }: HttpMessage, stopping: AbortSignal): Promise<PostOutcome> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { failure: cause instanceof Error ? cause.message : String(cause) };
  }
}

export const wasTaken = (outcome: PostOutcome): boolean =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300;

/** AWS gives up at once when an endpoint says that the message itself is wrong. */
export const mayPass = (outcome: PostOutcome): boolean =>
  'failure' in outcome || outcome.status === 429 || outcome.status < 400 || outcome.status >= 500;
