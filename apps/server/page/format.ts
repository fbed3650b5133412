const units = ['bytes', 'kB', 'MB', 'GB'] as const;

/** `97.3 %`. Neither certain nor impossible where it is only nearly so. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  if (share < 1 && share >= 0.9995) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** `0.4 ms`, `47 ms`, `3.2 s`: as many digits as anybody compares. */
export function milliseconds(duration: number): string {
  if (duration < 9.95) return `${duration.toFixed(1)} ms`;
  return duration < 999.5 ? `${duration.toFixed(0)} ms` : `${(duration / 1000).toFixed(1)} s`;
}

/** `812 bytes`, `3.4 MB`, in powers of a thousand as files are listed. */
export function fileSize(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 9.95 ? size.toFixed(0) : size.toFixed(1)} ${units[unit]}`;
}

/** `+4.2` or `−1.0`, with a minus as long as the plus. */
export function signed(value: number): string {
  const digits = Math.abs(value).toFixed(1);
  if (digits === '0.0') return digits;
  return `${value < 0 ? '−' : '+'}${digits}`;
}

/** What a server says, which begins in the middle of a sentence, as one that stands alone. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const begun = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
