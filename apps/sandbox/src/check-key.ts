import type { FastifyRequest } from 'fastify';

/** Whether a request carries the key as a bearer token, or as Google has it; where none is asked for, any or none will do. */
export function hasKey({ headers }: FastifyRequest, apiKey: string): boolean {
  const given = headers['x-goog-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  return apiKey === '' || given === apiKey;
}
