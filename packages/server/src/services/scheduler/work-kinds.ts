/** A schedule that is due. */
export const FIRE = 'scheduler.fire';
/** An invocation of its target. */
export const INVOKE = 'scheduler.invoke';

export const fireId = ({ group, name }: { group: string; name: string }) => `${FIRE}:${group}/${name}`;
