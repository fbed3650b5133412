import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian, Fedora and macOS have it; RESNEXT_CHROMIUM names another place. */
const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser for tests, or undefined. `tools/chromium/install.sh` installs one. */
export const chromium: string | undefined =
  process.env['RESNEXT_CHROMIUM'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);

/** Why tests that need a browser are left out; empty where they are not. */
export const whyNoChromium = chromium === undefined ? 'no Chromium: run tools/chromium/install.sh' : '';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
