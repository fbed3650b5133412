import { backendNames, type BackendInfo, type BackendName, type StartOptions } from './backends/backend.ts';
import { backends } from './backends/index.ts';
import { RuntimeError } from './errors.ts';

/** The backend that runs from now on. */
export interface SelectedBackend extends BackendInfo {
  readonly selected: true;
  /** Those that were preferred to it and cannot be had, each with its reason. */
  readonly passedOver: readonly BackendInfo[];
  /** What became of an option that this backend cannot follow. */
  readonly note?: string;
}

/**
 * Loads a backend, makes it the one that tfjs's engine runs on, and registers the kernels of
 * `@resnext/ops`. `auto` takes the first in the order of {@link listBackends} that starts.
 *
 * @example
 * const { name, threads } = await selectBackend();
 *
 * @throws {RuntimeError} `RUNTIME_UNKNOWN_BACKEND`, `RUNTIME_INVALID_OPTION`, or
 * `RUNTIME_BACKEND_UNAVAILABLE` with the reason
 */
export async function selectBackend(
  name: 'auto' | BackendName = 'auto',
  options: StartOptions = {},
): Promise<SelectedBackend> {
  checkName(name);
  checkThreads(options.threads);
  checkDevice(options.device);
  const passedOver: BackendInfo[] = [];
  for (const backend of backends.filter((candidate) => name === 'auto' || candidate.name === name)) {
    const info = await backend.describe();
    if (!isOn(info, options.device)) continue;
    const reason = info.available ? await start(() => backend.start(options)) : info.reason;
    if (reason === undefined) return selected(await backend.describe(), passedOver, options);
    passedOver.push({ ...info, available: false, reason });
  }
  throw unavailable(name, passedOver, options);
}

/** @returns why it does not start, or nothing if it does */
async function start(load: () => Promise<void>): Promise<string | undefined> {
  try {
    await import('@resnext/ops');
    await load();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param info as it describes itself once it runs, with the threads that it was given */
function selected(
  info: BackendInfo,
  passedOver: readonly BackendInfo[],
  options: StartOptions,
): SelectedBackend {
  return { ...info, selected: true, passedOver, ...noteOn(info, options) };
}

function noteOn({ name, threads = 1 }: BackendInfo, options: StartOptions): { note?: string } {
  const { threads: wanted = threads } = options;
  return wanted > threads
    ? { note: `${name} computes on ${threads} of the ${wanted} threads asked for` }
    : {};
}

function checkName(name: string): void {
  const names: readonly string[] = ['auto', ...backendNames];
  if (names.includes(name)) return;
  throw new RuntimeError(
    'RUNTIME_UNKNOWN_BACKEND',
    `expected one of ${names.join(', ')} for the backend but received '${name}'`,
  );
}

function checkThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isSafeInteger(threads) && threads >= 1)) return;
  throw new RuntimeError(
    'RUNTIME_INVALID_OPTION',
    `expected an integer of at least 1 for threads but received ${threads}`,
  );
}

function checkDevice(device: string | undefined): void {
  if (device === undefined || /^(cpu|gpu(:\d+)?)$/.test(device)) return;
  throw new RuntimeError(
    'RUNTIME_INVALID_OPTION',
    `expected cpu, gpu or gpu:N for the device but received '${device}'`,
  );
}

function isOn(info: BackendInfo, device: string | undefined): boolean {
  return device === undefined || (info.device === 'cuda') === device.startsWith('gpu');
}

function unavailable(
  name: string,
  passedOver: readonly BackendInfo[],
  { device }: StartOptions,
): RuntimeError {
  if (passedOver.length === 0) {
    return new RuntimeError(
      'RUNTIME_INVALID_OPTION',
      `expected a backend on ${device} but ${name} does not run there: use tensorflow`,
    );
  }
  const reasons = passedOver.map((info) => `${info.name} on ${info.device}: ${info.reason}`).join('; ');
  return new RuntimeError(
    'RUNTIME_BACKEND_UNAVAILABLE',
    name === 'auto'
      ? `expected a backend that starts but none does (${reasons})`
      : `expected a backend that starts for ${name} but it is not available (${reasons})`,
  );
}
