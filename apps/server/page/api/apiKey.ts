const NAME = 'resnext.apiKey';

/** The key that whoever sits here gave, which their browser forgets with the tab. */
export function apiKey(): string | undefined {
  return sessionStorage.getItem(NAME) ?? undefined;
}

export function keepApiKey(key: string): void {
  sessionStorage.setItem(NAME, key);
}
