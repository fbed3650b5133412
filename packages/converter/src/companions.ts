import { existsSync, lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileSource, memorySource, type ByteSource } from './bytes/source.ts';
import { ConverterError, unsafe } from './errors.ts';
import type { Companions } from './formats/format.ts';

export interface CompanionOptions {
  /** The file that describes the network: a Caffe prototxt or an MXNet symbol. Looked for beside it unless told. */
  readonly description?: string | Uint8Array;
  /** The other files that belong to bytes in memory, by their names. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** What is opened on the way, to be closed together. */
export interface OpenCompanions extends Companions {
  readonly opened: readonly ByteSource[];
}

/** The files that belong to a file at a path, all of them in its folder. */
export function companionsOf(
  path: string | undefined,
  name: string,
  options: CompanionOptions,
): OpenCompanions {
  const opened: ByteSource[] = [];
  const keep = (source: ByteSource): ByteSource => {
    opened.push(source);
    return source;
  };
  const { description = path === undefined ? undefined : besides(path), files = {} } = options;
  return {
    opened,
    open(file) {
      checkName(file, name);
      if (path === undefined) {
        const bytes = Object.hasOwn(files, file) ? files[file] : undefined;
        if (bytes) return keep(memorySource(bytes, file));
        throw new ConverterError(
          'CONVERTER_CANNOT_READ',
          `expected the file '${file}', which ${name} needs, but it was not given`,
        );
      }
      const full = join(dirname(path), file);
      // A link among them could lead anywhere.
      let at = dirname(path);
      for (const part of file.split('/')) {
        at = join(at, part);
        if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) {
          throw unsafe(name, `it wants the file '${file}', which is a link`);
        }
      }
      return keep(fileSource(full));
    },
    description:
      description === undefined
        ? undefined
        : keep(
            typeof description === 'string'
              ? fileSource(description)
              : memorySource(description, 'the description'),
          ),
  };
}

/** Down the folder, and nowhere else. */
function checkName(file: string, name: string): void {
  const parts = file.split('/');
  const fine =
    file !== '' &&
    !/[\\\0:]/.test(file) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!fine) throw unsafe(name, `it wants the file '${file}', which is not beside it`);
}

/** `net-0001.params` has `net-symbol.json`, and `net.caffemodel` has `net.prototxt`. */
function besides(path: string): string | undefined {
  const file = basename(path);
  const candidates = [
    file.replace(/(-\d{4})?\.params$/, '-symbol.json'),
    file.replace(/\.caffemodel$/, '.prototxt'),
    file.replace(/\.caffemodel$/, '-deploy.prototxt'),
  ];
  return candidates
    .filter((candidate) => candidate !== file)
    .map((candidate) => join(dirname(path), candidate))
    .find((candidate) => existsSync(candidate));
}
