import type { AwsClients } from '../../../gateway/aws-clients.ts';
import type { Arn } from '../../../platform/arn.ts';
import type { BusEvent } from '../rules/event.ts';
import type { Target } from '../rules/target.ts';

/**
 * One kind of thing that rules can set in motion. Its life: PutTargets asks every kind in `ALL_TARGETS` whether it `takes`
 * the ARN, and the one that does `findProblem`s with what was asked; when an event matches, `deliver` is called from the
 * work queue, perhaps twice. What it rejects with is tried again unless the called service refused for good; an
 * `UnusableInput` never is.
 */
export interface EventTarget {
  /** For messages: `CodePipeline pipeline`. */
  readonly kind: string;
  /** Whether things with this ARN are of this kind. */
  takes(arn: Arn): boolean;
  /** What this kind cannot do with the target as it is configured. */
  findProblem?(target: Target): string | undefined;
  deliver(delivery: Delivery): Promise<void>;
}

export interface Delivery {
  readonly target: Target;
  /** What the target is to be told: text, mostly JSON. */
  readonly input: string;
  readonly event: BusEvent;
  readonly ruleName: string;
  readonly ruleArn: string;
  /** The same for every try of one delivery, different for all others; 32 hexadecimal digits. */
  readonly token: string;
  /** The other services, called by EventBridge; `actingFor` is what they show as who asked. */
  readonly awsFor: (actingFor: string) => AwsClients;
}

/** The input cannot be what this kind of target needs: delivering it again would not help. */
export class UnusableInput extends Error {}

/** The members a template or a constant input sets for a call; none when the target is simply given the event. */
export function configuredMembers({ target, input }: Delivery): Readonly<Record<string, unknown>> {
  if (target.input === undefined && target.inputTemplate === undefined && target.inputPath === undefined) return {};
  try {
    const members: unknown = JSON.parse(input);
    if (typeof members === 'object' && members !== null && !Array.isArray(members)) {
      return members as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw new UnusableInput('the input is no JSON object');
}

/** Those of `members` that are named. */
export function pick(members: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(members, name) ? [[name, members[name]]] : [])));
}
