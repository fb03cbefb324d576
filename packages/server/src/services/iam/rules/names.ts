/** The kinds of things IAM names, with the prefix of their ids and the length of their names. */
const KINDS = {
  role: { idPrefix: 'AROA', longestName: 64, member: 'roleName' },
  policy: { idPrefix: 'ANPA', longestName: 128, member: 'policyName' },
  instanceProfile: { idPrefix: 'AIPA', longestName: 128, member: 'instanceProfileName' },
} as const;

export type Kind = keyof typeof KINDS;

const NAME = /^[\w+=,.@-]+$/;
const PATH = /^\/(?:[\x21-\x7f]+\/)?$/;
const LONGEST_PATH = 512;

/** What is wrong with a name or a path, in the words of AWS's constraint checks. */
export function findNameProblem(kind: Kind, name: string): string | undefined {
  const { longestName, member } = KINDS[kind];
  if (!NAME.test(name)) {
    return `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`;
  }
  if (name.length <= longestName) return undefined;
  const constraint = `Member must have length less than or equal to ${longestName}`;
  return `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`;
}

export function findPathProblem(path: string): string | undefined {
  if (PATH.test(path) && path.length <= LONGEST_PATH) return undefined;
  return 'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.';
}

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_LENGTH = 17;

/** Makes a unique id such as `AROAEXAMPLEEXAMPLEEX2`. */
export function newEntityId(kind: Kind, ids: { text(length: number, alphabet: string): string }): string {
  return KINDS[kind].idPrefix + ids.text(ID_LENGTH, ID_ALPHABET);
}
