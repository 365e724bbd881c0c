import { execFile } from 'node:child_process';
import { mkdir, statfs, writeFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ApiProblem, ApiUnreachable } from '@cineflow/client';
import { EXIT } from '../exit.ts';
import { formatBytes } from '../format.ts';
import { localSentence, problemLines } from '../report-error.ts';
import { paint, plain, type Session } from '../session.ts';
import { withSession } from '../with-session.ts';
import { describeBreaker } from './providers.ts';

/** One thing that was looked at; `note` is neither good nor bad. */
interface Finding {
  state: 'good' | 'bad' | 'note';
  text: string;
}

const MARKS = { good: '✔', bad: '✘', note: '·' } as const;
const CLOCK_SECONDS = 30;
const DISK_LOW_BYTES = 1e9;

/** Looks at everything an order needs, and says how to mend what is wrong. */
export const command = withSession(async (session, { options }) => {
  const { texts, print, emit } = session;
  const folder = resolve(session.cwd, options.output ?? 'output');
  const findings = [
    good(texts.doctor.node(process.versions.node)),
    ...proxies(session),
    await lookAtDisk(session, folder),
    await lookForFfmpeg(session),
    ...(await lookAtApi(session)),
  ];
  for (const { state, text } of findings) {
    emit({ type: 'finding', state, text });
    const colour = state === 'good' ? paint.good : state === 'bad' ? paint.bad : paint.dim;
    print(`${colour(MARKS[state])} ${text}`);
  }
  const wrong = findings.filter(({ state }) => state === 'bad').length;
  print(wrong === 0 ? paint.good(texts.doctor.good) : paint.bad(texts.doctor.bad(wrong)));
  return wrong === 0 ? EXIT.done : EXIT.stopped;
});

const good = (text: string): Finding => ({ state: 'good', text });
const bad = (text: string): Finding => ({ state: 'bad', text });
const note = (text: string): Finding => ({ state: 'note', text });

function proxies({ env, texts }: Session): Finding[] {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].filter(
    (name) => env[name] ?? env[name.toLowerCase()],
  );
  return names.length === 0 ? [] : [note(texts.doctor.proxy(names.join(texts.list)))];
}

async function lookAtDisk({ texts }: Session, folder: string): Promise<Finding> {
  const file = join(folder, `.cineflow-doctor-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, '');
    await rm(file);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const sentence = free < DISK_LOW_BYTES ? texts.doctor.diskLow : texts.doctor.disk;
    return (free < DISK_LOW_BYTES ? bad : good)(sentence(folder, formatBytes(free)));
  } catch (error) {
    return bad(localSentence(error, texts) ?? String(error));
  }
}

async function lookForFfmpeg({ texts }: Session): Promise<Finding> {
  const isThere = await new Promise<boolean>((done) => {
    execFile('ffmpeg', ['-version'], { timeout: 5_000 }, (error) => done(error === null));
  });
  return isThere ? good(texts.doctor.ffmpeg) : note(texts.doctor.noFfmpeg);
}

async function lookAtApi(session: Session): Promise<Finding[]> {
  const { client, texts, words, apiUrl } = session;
  try {
    const ready = await client.readiness();
    const findings = [
      good(texts.doctor.api(apiUrl)),
      good(texts.doctor.ready(ready.book.driver)),
      ...ready.warnings.map((text) => bad(plain(text))),
      ...lookAtClock(session, ready.clock),
    ];
    const { freeBytes } = ready.book;
    if (freeBytes !== undefined) {
      findings.push(
        (freeBytes < DISK_LOW_BYTES ? bad : good)(texts.doctor.serverDisk(formatBytes(freeBytes))),
      );
    }
    if (ready.workers !== undefined) {
      const { length } = ready.workers;
      findings.push(length === 0 ? bad(texts.doctor.noWorkers) : good(texts.doctor.workers(length)));
    }
    return [...findings, ...(await lookAtProviders(session))];
  } catch (error) {
    if (error instanceof ApiProblem) return problemLines(error, texts, words).map((line) => bad(line));
    if (!(error instanceof ApiUnreachable)) throw error;
    return [bad(texts.errors.unreachable[error.kind](apiUrl)), note(texts.errors.unreachableHint)];
  }
}

function lookAtClock({ texts }: Session, clock: number | undefined): Finding[] {
  if (clock === undefined) return [];
  const seconds = Math.round(Math.abs(Date.now() - clock) / 1000);
  return seconds > CLOCK_SECONDS
    ? [bad(texts.doctor.clockWrong(seconds))]
    : [good(texts.doctor.clock(seconds))];
}

/** Needs a good key, so it tells about the key too. */
async function lookAtProviders(session: Session): Promise<Finding[]> {
  const { client, texts } = session;
  const providers = await client.providers();
  if (providers.length === 0) return [good(texts.doctor.key), bad(texts.manage.noProvider)];
  const states = providers.map((provider) => {
    const text = texts.doctor.provider(provider.id, describeBreaker(session, provider));
    return provider.breaker === 'isolated' ? bad(text) : good(text);
  });
  return [good(texts.doctor.key), ...states];
}
