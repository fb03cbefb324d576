import { BlockList, isIP } from 'node:net';
import type { WebhookDefinition } from '@aws-sdk/client-codepipeline';
import { type HostCall, isSigned } from '../../../git-hosts/host-call.ts';

/** Whether a call may start what the webhook starts. */
export function isAuthentic(
  { authentication, authenticationConfiguration }: WebhookDefinition,
  call: HostCall,
): boolean {
  const { SecretToken, AllowedIPRange } = authenticationConfiguration ?? {};
  if (authentication === 'GITHUB_HMAC') return SecretToken !== undefined && isSigned(call, SecretToken);
  if (authentication === 'IP') return AllowedIPRange !== undefined && isWithin(call.address, AllowedIPRange);
  return authentication === 'UNAUTHENTICATED';
}

/** What is wrong with how a webhook authenticates; nothing when it can be. */
export function checkAuthentication({
  authentication,
  authenticationConfiguration,
}: WebhookDefinition): string | undefined {
  const { SecretToken, AllowedIPRange } = authenticationConfiguration ?? {};
  switch (authentication) {
    case 'GITHUB_HMAC':
      if (SecretToken === undefined || AllowedIPRange !== undefined)
        return 'GITHUB_HMAC authentication takes a SecretToken and nothing else';
      return undefined;
    case 'IP':
      if (AllowedIPRange === undefined || SecretToken !== undefined)
        return 'IP authentication takes an AllowedIPRange and nothing else';
      return rangeOf(AllowedIPRange) ? undefined : `${AllowedIPRange} is no CIDR range of addresses`;
    default:
      if (SecretToken !== undefined || AllowedIPRange !== undefined)
        return 'UNAUTHENTICATED takes neither a SecretToken nor an AllowedIPRange';
      return undefined;
  }
}

function rangeOf(range: string): BlockList | undefined {
  const [address = '', prefix = ''] = range.split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  return list;
}

function isWithin(address: string, range: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return rangeOf(range)?.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4') ?? false;
}

const STEP = /\.([A-Za-z_][\w-]*)|\[(\d{1,6})\]|\['([^'\]]+)'\]|\["([^"\]]+)"\]/y;

/** The steps of a JSON path such as `$.commits[0].id`; undefined for what is none, or looks for more than one place. */
export function readJsonPath(path: string): (string | number)[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (!match) return undefined;
    steps.push(match[2] === undefined ? (match[1] ?? match[3] ?? match[4] ?? '') : Number(match[2]));
  }
  return steps;
}

function lookUp(body: unknown, steps: readonly (string | number)[]): unknown {
  let value = body;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** Whether every filter finds what it looks for; `{Key}` stands for a value of the target action's configuration. */
export function filtersMatch(
  filters: WebhookDefinition['filters'],
  body: unknown,
  configuration: Readonly<Record<string, string>>,
): boolean {
  return (filters ?? []).every(({ jsonPath = '', matchEquals }) => {
    const steps = readJsonPath(jsonPath);
    const found = steps && lookUp(body, steps);
    if (found === undefined) return false;
    if (matchEquals === undefined) return true;
    const wanted = matchEquals.replace(/\{([^}]+)\}/g, (whole, key: string) => configuration[key] ?? whole);
    return (typeof found === 'string' ? found : JSON.stringify(found)) === wanted;
  });
}
