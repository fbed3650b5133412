const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 1234567 as people read it: 1,234,567. */
export function count(value: number): string {
  return grouped.format(value);
}

/** An accuracy with the error beside it, as papers give it. */
export function accuracy(percent: number): string {
  return `${percent.toFixed(2)} % (error ${(100 - percent).toFixed(2)} %)`;
}

/** So many digits behind the point. */
export function decimal(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** 75 s as 1m15s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole}s`;
  const hours = Math.floor(minutes / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours === 0 ? `${minutes}m${two(whole % 60)}s` : `${hours}h${two(minutes % 60)}m`;
}
