/** An instance whose machine is to do what its state says. */
export const SETTLE = 'ec2.settle';
/** A terminated instance that is to be forgotten. */
export const FORGET = 'ec2.forget';
/** A spot instance whose notice, or end, is due. */
export const INTERRUPT = 'ec2.interrupt';
