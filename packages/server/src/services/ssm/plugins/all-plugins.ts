import type { Plugin } from '@codeyard/engine/command-document/command-document';
import { configureDocker } from './configure-docker.ts';
import { downloadContent } from './download-content.ts';
import type { RunPlugin } from './plugin.ts';
import { runScript } from './run-script.ts';

/** By plugin; `aws:runDocument` became the steps of its document when the command was sent. */
export const RUN_PLUGIN: Readonly<Record<Exclude<Plugin, 'aws:runDocument'>, RunPlugin>> = {
  'aws:runShellScript': runScript('sh'),
  'aws:runPowerShellScript': runScript('pwsh'),
  'aws:configureDocker': configureDocker,
  'aws:downloadContent': downloadContent,
};
