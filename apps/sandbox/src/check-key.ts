import type { FastifyRequest } from 'fastify';

/**
 * Whether a request carries the key, as a bearer token or in Google's header. Without a configured key any request
 * does.
 */
export function hasKey({ headers }: FastifyRequest, apiKey: string): boolean {
  const given = headers['x-goog-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  return apiKey === '' || given === apiKey;
}
