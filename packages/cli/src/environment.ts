import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `codeyard serve` keeps everything unless told otherwise. */
export const defaultDataFolder = () => process.env.CODEYARD_DATA ?? join(homedir(), '.codeyard');

/** The folder of the AWS CLI's profiles. */
export const awsFolder = () => join(homedir(), '.aws');

/** What the user's terminal is called, as programs ask for it. */
export const terminalName = () => process.env.TERM || 'xterm';

/** Colours only on a terminal that wants them (https://no-color.org). */
export const wantsColour = (stream: { isTTY?: boolean }) => stream.isTTY === true && !process.env.NO_COLOR;
