import { openCifar, type CifarDataset, type CifarOptions } from './openCifar.ts';
import { CIFAR_10, CIFAR_100 } from './versions.ts';

/**
 * CIFAR-10: 50,000 and 10,000 colour images of 32x32 pixels, ten classes. Taken from a folder that has the binary
 * version, unpacked or as its archive; otherwise the archive (162 MB) is fetched into that folder first.
 *
 * Source: A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
 *
 * @param path the folder, or the archive itself
 * @throws {DataError} `DATA_INVALID_OPTION`, `DATA_CANNOT_READ`, `DATA_DAMAGED_FILE`, `DATA_BAD_ARCHIVE`, or what
 * fetching throws: `DATA_CANNOT_DOWNLOAD`, `DATA_CHECKSUM_MISMATCH`, `DATA_CANNOT_WRITE`
 */
export function cifar10(path: string, options: CifarOptions): Promise<CifarDataset> {
  return openCifar(path, CIFAR_10, options);
}

/**
 * CIFAR-100: as {@link cifar10}, with 100 classes, the fine ones.
 *
 * @param path the folder, or the archive itself
 * @throws {DataError} as {@link cifar10} does
 */
export function cifar100(path: string, options: CifarOptions): Promise<CifarDataset> {
  return openCifar(path, CIFAR_100, options);
}
