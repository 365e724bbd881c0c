import { DemoError } from '../demo-error.ts';

export interface BillOperation {
  operationId: string;
  prompt: string;
  createFault: string | null;
  fault: string | null;
  /** What arrived: by its link, or within the request. */
  pictures: { sha256: string | null; url: string | null }[];
}

/** The fields of the sandbox's bill used by the demo. */
export interface Bill {
  creates: { accepted: number; refused: number };
  refusedByReason: Record<string, number>;
  maxInFlight: number;
  requests: { downloads: number };
  operations: BillOperation[];
}

/** The sandbox's own record of accepted creates. @throws DemoError if it does not answer */
export async function readBill(sandboxUrl: string): Promise<Bill> {
  const response = await fetch(`${sandboxUrl}/bill`, { signal: AbortSignal.timeout(15_000) });
  if (!response.ok) throw new DemoError(`${sandboxUrl}/bill: ${response.status} ${await response.text()}`);
  return (await response.json()) as Bill;
}
