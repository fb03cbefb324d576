/** What IAM says of what is not there. */
export const GONE = 'NoSuchEntityException';
/** What IAM says of a name that is taken. */
export const TAKEN = 'EntityAlreadyExistsException';

/** Leave for an IAM resource: more of it where the template chooses its name. */
export const capabilityFor = (name: unknown): 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' =>
  name === undefined || name === null ? 'CAPABILITY_IAM' : 'CAPABILITY_NAMED_IAM';
