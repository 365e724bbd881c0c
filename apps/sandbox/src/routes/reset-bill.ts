import type { FastifyInstance } from 'fastify';
import { describeTotals } from '../bill/describe-bill.ts';
import type { Sandbox } from '../sandbox.ts';

/** `POST /bill/reset`: forgets every operation and the whole bill, and answers the new, empty one. */
export function routeResetBill(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/bill/reset', async () => {
    await sandbox.reset();
    return describeTotals(sandbox.bill, sandbox.operations.inFlight);
  });
}
