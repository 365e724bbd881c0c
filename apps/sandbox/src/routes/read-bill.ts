import type { FastifyInstance } from 'fastify';
import { describeBill, describeTotals } from '../bill/describe-bill.ts';
import type { Sandbox } from '../sandbox.ts';

/** `GET /bill`: the judge's record; `?operations=false` leaves out the operations and the samples. */
export function routeReadBill(app: FastifyInstance, { bill, operations }: Sandbox): void {
  app.get<{ Querystring: { readonly operations?: string } }>('/bill', (request) =>
    request.query.operations === 'false'
      ? describeTotals(bill, operations.inFlight)
      : { ...describeBill(bill, operations.all, operations.inFlight), inFlightSamples: bill.inFlightSamples },
  );
}
