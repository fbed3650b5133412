/** Formats that are told apart by their first bytes; `bmp` and `heic` are known but not read. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'bmp' | 'heic';

const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx'];
const BMP_HEADER_SIZES = [12, 16, 40, 52, 56, 64, 108, 124];

/**
 * The format that a file's first bytes announce, whatever its name says (ImageNet has a PNG named .JPEG), or undefined
 * when they announce none. Asking this first keeps text, SVG and PDF away from the decoder altogether.
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 18));
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (/^RIFF[^]{4}WEBP/.test(head)) return 'webp';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (head.slice(4, 8) === 'ftyp') return sniffBrand(head.slice(8, 12));
  // Two letters are too few to go by: the size of the header that follows must be one of BMP's as well.
  if (head.startsWith('BM') && BMP_HEADER_SIZES.includes(head.charCodeAt(14))) return 'bmp';
  return undefined;
}

function sniffBrand(brand: string): ImageFormat | undefined {
  if (AVIF_BRANDS.includes(brand)) return 'avif';
  if (HEIC_BRANDS.includes(brand)) return 'heic';
  return undefined;
}
