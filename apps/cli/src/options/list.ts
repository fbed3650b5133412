/** For an option that may be given more than once: all that was given, in order. */
export function list<T>(read: (text: string) => T) {
  return (text: string, before: readonly T[] = []): T[] => [...before, read(text)];
}
