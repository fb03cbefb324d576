const DEEPEST = 15;
const LARGEST: Readonly<Record<string, number>> = { Standard: 4_096, Advanced: 8_192 };

/** Why a name is refused, in AWS's words, or undefined. */
export function nameProblem(name: string): string | undefined {
  if (/^\/?(aws|ssm)/i.test(name)) {
    return `Parameter name: can't be prefixed with "${/^\/?aws/i.test(name) ? 'aws' : 'ssm'}" (case-insensitive).`;
  }
  if (!/^[\w.\-/]+$/.test(name)) {
    return 'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';
  }
  if (name.includes('/') && !name.startsWith('/')) return 'Parameter name must be a fully qualified name.';
  if (name.split('/').length - 1 > DEEPEST)
    return `Parameter name must have at most ${DEEPEST} levels in its hierarchy.`;
  return undefined;
}

export function valueProblem(value: string, tier: string): string | undefined {
  const largest = LARGEST[tier] ?? LARGEST.Advanced ?? 0;
  if (Buffer.byteLength(value) <= largest) return undefined;
  return tier === 'Standard'
    ? `Standard tier parameters support a maximum parameter value of ${largest} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`
    : `Advanced tier parameters support a maximum parameter value of ${largest} characters.`;
}

/** `name`, `name:3`, `name:label`, or an ARN of one of them. */
export function readSelector(text: string): { name: string; selector?: string } {
  const resource = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(.*)$/.exec(text)?.[1];
  const plain = resource ?? text;
  const [name = '', selector] = plain.split(':');
  // The ARN of a parameter without a path has a slash that its name has not.
  const bare = resource !== undefined && name.indexOf('/', 1) < 0 ? name.slice(1) : name;
  return { name: bare, ...(selector ? { selector } : {}) };
}
