import { Refusal } from '../../platform/refusal.ts';

export const validation = (message: string) =>
  new Refusal('ValidationException', message, { members: { Message: message } });
export const notHere = (what: string) => validation(`${what} is not implemented by Codeyard yet`);
export const scheduleNotFound = (name: string) => notFound(`Schedule ${name} does not exist.`);
export const groupNotFound = (name: string) => notFound(`Schedule group ${name} does not exist.`);
export const scheduleExists = (name: string) => conflict(`Schedule ${name} already exists.`);
export const groupExists = (name: string) => conflict(`Schedule group ${name} already exists.`);

const notFound = (message: string) =>
  new Refusal('ResourceNotFoundException', message, { status: 404, members: { Message: message } });
const conflict = (message: string) =>
  new Refusal('ConflictException', message, { status: 409, members: { Message: message } });
