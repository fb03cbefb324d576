/** The machine's name for a step of a command: the same one is run once. */
export const stepCommand = (command: string, index: number) => `${command}.${index}`;
