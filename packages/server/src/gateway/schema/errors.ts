import { Refusal } from '../../platform/refusal.ts';

/** The body is not what the shape says: text where a number belongs, a list where a structure belongs, no JSON at all. */
export const serializationException = (message: string) => new Refusal('SerializationException', message);
