import { enWords } from '@cineflow/words';
import type { Catalogue } from './catalogue.ts';

const { states, waitReasons, breaker, warnings } = enWords;

export const en: Catalogue = {
  states,
  waitReasons,
  breaker,
  warnings,
  help: [
    'Usage: pnpm demo [--faults] [--keep] [--lang zh|en] [--file storyboard.json] [--output folder]',
    '  --faults  the sandbox misbehaves (accepted then cut off, 502, 429, broken clips); the result is the same',
    '  --keep    goes on running afterwards, until Ctrl-C',
    '  --file    posts a storyboard of yours, several times if you like (default: everything in examples/)',
    '  --output  folder of clips and logs (default: output/demo)',
  ].join('\n'),
  stack: {
    oldNode: (version) =>
      `The demo needs Node 24, this is ${version}. Run: npx -y pnpm@12 demo (it brings Node 24 along)`,
    redis: 'Redis',
    starting: (workers) => `Starting the sandbox, the API and ${workers} workers …`,
    stopping: 'Stopping …',
    ready: 'Ready',
    api: 'API',
    documentation: 'API docs',
    board: 'Queue board',
    bill: 'Sandbox bill',
    clips: 'Clips',
    logs: 'Logs',
    faults: 'Faults',
    kept: (folder) =>
      `Your own Redis is used: run it again, and clips already in ${folder} are reused, free of charge; the bill adds up all runs`,
    fresh: (folder) => `A throw-away Redis: everything is rendered anew, the clips go to ${folder}`,
    ended: (name) => `${name} ended unexpectedly`,
  },
  orders: {
    posted: (name, takes) => `Posted “${name}”: ${takes} takes`,
    warning: 'warning',
    shot: (segmentIndex) => `shot ${segmentIndex}`,
    refused: (file) => `${file} was not accepted`,
  },
  pictures: {
    posted: (name, takes, provider, files) =>
      `Posted “${name}” with ${files} picture files: ${takes} takes at ${provider}`,
    arrived: (provider, { link, data, sheet }) => {
      const parts = [
        link > 0 ? [`${link} by link`] : [],
        data > 0 ? [`${data} inside the request`] : [],
        sheet > 0 ? [sheet === 1 ? '1 sheet' : `${sheet} sheets`] : [],
      ];
      return `Pictures at ${provider}: ${parts.flat().join(', ') || 'none'}`;
    },
    wrong: (missing, others) =>
      [
        missing.length === 0 ? [] : [`the sandbox did not get ${missing.join(', ')}`],
        others === 0 ? [] : [`the sandbox got ${others} other pictures`],
      ]
        .flat()
        .join('; '),
  },
  progress: {
    takes: 'takes',
    inFlight: 'in flight',
    breaker: 'breaker',
    waiting: 'waiting',
    eta: (seconds) => `${seconds} s to go`,
    tooLong: (seconds) => `not finished after ${seconds} s`,
  },
  table: {
    storyboard: 'storyboard',
    shot: 'shot',
    take: 'take',
    provider: 'provider',
    state: 'state',
    seconds: 's',
    cost: 'cost',
    clip: 'clip',
  },
  result: {
    creates: (accepted, refused) => `Sandbox bill: ${accepted} creates accepted, ${refused} refused`,
    clipsChecked: (clips, sizeText) =>
      `${clips} clips, ${sizeText}, each checked: playable, sha256 as recorded`,
    paidPerTake: (figure) => `paid per take ${figure}`,
    reused: (takes) => `${takes} takes reused: their clips were there already and cost nothing`,
    maxInFlight: (most, limit) => `most in flight ${most}, limit ${limit}`,
    cost: (amount) => `cost ${amount} USD`,
    faultsSeen: 'Faults lived through',
    downloads: (downloads, clips) => `${downloads} downloads for ${clips} sound clips`,
    good: (seconds) => `✔ All done in ${seconds} s`,
    bad: '✘ The demo did not pass:',
    seeLogs: (folder) => `Logs: ${folder}`,
    notDone: 'not done',
    paidForNothing: 'paid for, but of no take',
    notOnBill: 'rendered, but not on the bill',
    overLimit: (most, limit) => `${most} in flight, above the limit of ${limit}`,
    clipWrong: 'wrong clip',
  },
  keep: {
    running: 'Still running; post a storyboard of your own:',
    stop: 'Ctrl-C stops it',
    interrupted: 'Interrupted',
  },
};
