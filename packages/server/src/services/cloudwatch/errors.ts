import { Refusal } from '../../platform/refusal.ts';

export const validation = (message: string) => new Refusal('ValidationError', message);
export const notHere = (what: string) => validation(`${what} is not implemented by Codeyard yet`);
export const invalidCombination = (message: string) => new Refusal('InvalidParameterCombination', message);
export const invalidToken = () => new Refusal('InvalidNextToken', 'The next token is not valid.');
export const alarmNotFound = (names: readonly string[]) =>
  new Refusal('ResourceNotFound', `Alarm ${names.join(', ')} does not exist`, { status: 404 });
export const invalidStateData = () =>
  new Refusal('InvalidFormat', 'TemplateReason is not valid: StateReasonData must be JSON');
