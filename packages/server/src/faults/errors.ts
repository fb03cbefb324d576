import { Refusal } from '../platform/refusal.ts';

/** A refusal that the fault script asks for, with the status that AWS's servers send with it. */
export function scriptedRefusal(code: string, message = `${code}, as the fault script wants it`): Refusal {
  const isThrottled = code === 'RequestLimitExceeded';
  const status = isThrottled ? 503 : code.startsWith('Insufficient') ? 500 : 400;
  return new Refusal(code, message, { status });
}
