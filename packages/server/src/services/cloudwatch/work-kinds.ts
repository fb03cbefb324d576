/** An alarm that is to be looked at. */
export const EVALUATE = 'cloudwatch.evaluate';
/** An action of an alarm that changed its state. */
export const ACT = 'cloudwatch.act';

export const evaluateId = (alarm: string) => `${EVALUATE}:${alarm}`;
