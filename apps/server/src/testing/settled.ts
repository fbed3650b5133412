/** Lets everything run that waits for nothing outside. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
