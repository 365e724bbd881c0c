import type { ProxySettings } from '@cineflow/http';

/** A value that shows itself only when asked. */
interface Secret {
  reveal(): string;
}

/** What the providers need of the product's settings; an account without its key is not there. */
export interface ProviderSettings {
  readonly sora: { readonly apiKey?: Secret | undefined; readonly baseUrl: string };
  readonly proxy?: ProxySettings | undefined;
}
