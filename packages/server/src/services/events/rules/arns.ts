import { formatArn, parseArn } from '../../../platform/arn.ts';

export const DEFAULT_BUS = 'default';

interface Home {
  readonly account: string;
  readonly region: string;
}

const arnOf = ({ account, region }: Home, resource: string) =>
  formatArn({ service: 'events', region, account, resource });

export const busArn = (home: Home, bus: string): string => arnOf(home, `event-bus/${bus}`);

/** Rules of another bus than the default have it in their ARN. */
export const ruleArn = (home: Home, bus: string, rule: string): string =>
  arnOf(home, bus === DEFAULT_BUS ? `rule/${rule}` : `rule/${bus}/${rule}`);

/** The bus in a name or an ARN; undefined when the ARN is of another account, region or kind. */
export function readBusName(home: Home, nameOrArn = DEFAULT_BUS): string | undefined {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn;
  const prefix = busArn(home, '');
  return nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : undefined;
}

export type TaggedResource =
  | { readonly kind: 'bus'; readonly bus: string }
  | { readonly kind: 'rule'; readonly bus: string; readonly rule: string };

/** The rule or bus an ARN names. */
export function readTaggedResource(arn: string): TaggedResource | undefined {
  const resource = parseArn(arn)?.service === 'events' ? parseArn(arn)?.resource : undefined;
  const [kind, first, second, ...more] = resource?.split('/') ?? [];
  if (!first || more.length > 0) return undefined;
  if (kind === 'event-bus') return second === undefined ? { kind: 'bus', bus: first } : undefined;
  if (kind !== 'rule') return undefined;
  return second === undefined
    ? { kind: 'rule', bus: DEFAULT_BUS, rule: first }
    : { kind: 'rule', bus: first, rule: second };
}
