import type { FastifyRequest } from 'fastify';

/** Whether a request carries the key as a bearer token; where no key is asked for, any or none will do. */
export function hasKey(request: FastifyRequest, apiKey: string): boolean {
  return apiKey === '' || request.headers.authorization === `Bearer ${apiKey}`;
}
