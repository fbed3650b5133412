import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { BuildError } from './buildError.mjs';

const execFileAsync = promisify(execFile);

/**
 * @typedef {object} Compiler
 * @property {string} command
 * @property {readonly string[]} args what CXX says after the command
 * @property {string} version
 */

/**
 * The C++ compiler that CXX names, else the first that this machine has.
 * @returns {Promise<Compiler>}
 */
export async function findCompiler() {
  const named = process.env['CXX']?.trim();
  const candidates = named ? [named] : ['g++', 'clang++', 'c++'];
  for (const candidate of candidates) {
    const [command = '', ...args] = candidate.split(/\s+/);
    const version = await versionOf(command, args);
    if (version !== undefined) return { command, args, version };
  }
  throw new BuildError(
    named
      ? `no C++ compiler was found (CXX names ${named}, which does not run): let CXX name one, or unset it, ` +
          'and run npm rebuild @resnext/backend-native; wasm serves until then'
      : `no C++ compiler was found (looked for ${candidates.join(', ')}): install one (Debian: apt install g++, ` +
          'Alpine: apk add g++, macOS: xcode-select --install) and run npm rebuild @resnext/backend-native; ' +
          'wasm serves until then',
  );
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function versionOf(command, args) {
  try {
    const { stdout } = await execFileAsync(command, [...args, '--version']);
    return stdout;
  } catch {
    return undefined;
  }
}
