import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BuildError } from './buildError.mjs';
import { log } from './places.mjs';

const execFileAsync = promisify(execFile);

/**
 * Runs a compiler to its end.
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function run(command, args) {
  try {
    await execFileAsync(command, args, { maxBuffer: 2 ** 26 });
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = /** @type {import('node:child_process').ExecException} */ (error);
    throw new BuildError(
      `${command} could not compile the addon (its messages are in ${log}): use another C++20 compiler, ` +
        'named by CXX, and run npm rebuild @resnext/backend-native; wasm serves until then',
      `${command} ${args.join(' ')}\n${stdout}${stderr}${stderr ? '' : message}`,
    );
  }
}
