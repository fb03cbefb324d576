/** Something the user can put right; the message says how. Shown without a stack. */
export class UserError extends Error {}
