import type { GetRandomPasswordCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { invalidParameter } from '../errors.ts';

const DEFAULT_LENGTH = 32;
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export const getRandomPassword = operation<GetRandomPasswordCommand, ServiceContext>(
  'GetRandomPassword',
  async (input, context) => {
    const { ids } = context;
    const kinds = [
      input.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
      input.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      input.ExcludeNumbers ? '' : '0123456789',
      input.ExcludePunctuation ? '' : PUNCTUATION,
      input.IncludeSpace ? ' ' : '',
    ].map((kind) => [...kind].filter((character) => !input.ExcludeCharacters?.includes(character)).join(''));
    const used = kinds.filter((kind) => kind !== '');
    const length = input.PasswordLength ?? DEFAULT_LENGTH;
    if (used.length === 0 || length < used.length)
      throw invalidParameter('The password cannot be made of what is left.');
    for (;;) {
      const RandomPassword = ids.text(length, used.join(''));
      const hasAll = used.every((kind) => [...kind].some((character) => RandomPassword.includes(character)));
      if (hasAll || input.RequireEachIncludedType === false) return { RandomPassword };
    }
  },
);
