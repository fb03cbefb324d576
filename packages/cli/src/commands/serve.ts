import { Command } from 'commander';

/** Listed for `--help`; bin/codeyard.js starts the server before this program is loaded. */
export function serveCommand(): Command {
  return new Command('serve').description('serve the AWS API and run the work (see codeyard serve --help)');
}
