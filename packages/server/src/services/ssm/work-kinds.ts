/** A command on one instance. */
export const INVOKE = 'ssm.invoke';

export const invokeId = (command: string, instance: string) => `${INVOKE}:${command}:${instance}`;
