import type { BuildPlan } from './build-plan.ts';
import { expansionFile, exportedFile } from './control-files.ts';
import { isVariableName } from './environment-file.ts';
import { PROGRAM_FILES } from './program-files.ts';
import { quoteForShell } from './quote-for-shell.ts';

/**
 * What the build's own shell runs after POST_BUILD: writes exported variables and expansions, a file each. It uses no
 * variable of its own, because the build's variables may have any name. Empty when there is nothing to write.
 */
export function valuesScript({ root, sourceFolder, exportedVariables, expansions }: BuildPlan): string {
  const statements = [
    ...exportedVariables.filter(isVariableName).map((name) => writeVariable(name, `${root}/${exportedFile(name)}`)),
    ...Object.entries(expansions).map(([name, text]) => writeExpansion(text, `${root}/${expansionFile(name)}`)),
  ];
  if (statements.length === 0) return '';
  const setting = [`cd ${quoteForShell(sourceFolder)}`, `. ${quoteForShell(`${root}/${PROGRAM_FILES.environment}`)}`];
  return `${[...setting, ...statements].join('\n')}\n`;
}

const writeVariable = (name: string, file: string): string =>
  `if [ -n "\${${name}+set}" ]; then printf '%s' "$${name}" > ${quoteForShell(file)}; fi`;

/**
 * A here-document expands variables and commands and leaves quotes and blanks alone, as in `name: it's-$(date +%F)`. It is
 * evaluated in a subshell: a text that is no good shell costs only its own file.
 */
function writeExpansion(text: string, file: string): string {
  const end = delimiterFor(text);
  const document = quoteForShell(`cat <<${end}\n${text}\n${end}\n`);
  const [draft, final] = [quoteForShell(`${file}.draft`), quoteForShell(file)];
  return `if (eval ${document}) > ${draft}; then printf '%s' "$(cat ${draft})" > ${final}; fi; rm -f ${draft}`;
}

function delimiterFor(text: string): string {
  const lines = new Set(text.split('\n'));
  let delimiter = 'END_OF_TEXT';
  while (lines.has(delimiter)) delimiter += '_';
  return delimiter;
}
