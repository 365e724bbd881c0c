import { z } from 'zod';
import type { App } from '../app-type.ts';
import type { Context } from '../context.ts';
import { notReady } from '../problems/to-problem-error.ts';
import { problemAnswers } from './problem-answers.ts';

const Readiness = z.object({
  status: z.literal('ready'),
  durability: z
    .object({ kind: z.enum(['always', 'proof', 'none']), reason: z.string() })
    .describe('How a write is known to survive a crash of Redis'),
  warnings: z.array(z.string()),
});

const INCOMPLETE =
  'No worker has compared the ledger with the journals since Redis was started or lost data: nothing is sent, and ' +
  'storyboards may be missing, until that is done.';

/** Adds GET /readyz: an order would be kept. */
export function readReadiness(app: App, context: Context): void {
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: {
      operationId: 'readReadiness',
      tags: ['service'],
      summary: 'Redis takes a write, so orders can be accepted',
      response: { 200: Readiness, ...problemAnswers(503) },
    },
    handler: async () => {
      await context.checkRedis().catch((error: unknown) => {
        throw notReady('Redis does not take a write.', error);
      });
      const durability = await context.readDurability();
      const warnings: string[] = [];
      if (!(await context.ledger.epoch()).open) warnings.push(INCOMPLETE);
      if (durability.kind === 'none') {
        const warning = `Redis may lose what it has answered: ${durability.reason}`;
        if (context.settings.redis.durability === 'require') throw notReady(warning);
        warnings.push(warning);
      }
      return { status: 'ready' as const, durability, warnings };
    },
  });
}
