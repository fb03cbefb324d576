/** The name of an artifact as part of the name of a variable. */
export const variableName = (artifact: string): string => artifact.replaceAll(/\W/g, '_');
