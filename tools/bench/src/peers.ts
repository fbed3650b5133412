import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { delimiter } from 'node:path';
import { execFileSync } from 'node:child_process';

const folder = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** Where install.sh puts npm packages, and the ONNX files made from our definitions. */
export const peersFolder = folder('.peers');
/** Where install.sh puts Python packages. */
const pythonFolder = folder('.python');
export const pythonScripts = folder('python');

/** The Python that runs the peers: any that can import torch will do. */
export const python = process.env['RESNEXT_PYTHON'] ?? 'python3';

/** For Python: what install.sh has installed comes first. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { PYTHONPATH } = process.env;
  const path = [pythonFolder, PYTHONPATH].filter(Boolean).join(delimiter);
  return { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' };
}

/** Whether Python can import all of `modules`. */
export function pythonHas(modules: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${modules}`], { env: pythonEnvironment(), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function npmHas(name: string): boolean {
  return existsSync(`${peersFolder}/node_modules/${name}/package.json`);
}
