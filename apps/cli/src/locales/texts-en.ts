import { duration } from './duration.ts';
import { enManage } from './texts-en-manage.ts';
import type { Texts } from './texts.ts';

const takesOf = (count: number): string => (count === 1 ? '1 take' : `${count} takes`);
const clipsOf = (count: number): string => (count === 1 ? '1 clip' : `${count} clips`);

export const en: Texts = {
  list: ', ',
  colon: ': ',
  notes: {
    dotEnv: (names) => `Note: ${names} of .env is used`,
    genCount: (takes) =>
      `Note: GEN_COUNT_PER_SEGMENT asks for ${takesOf(takes)} per shot (--takes changes it)`,
    warning: 'warning',
    more: (count) => `${count} more warnings; --json shows all`,
    shot: (index) => `shot ${index}`,
    nthShot: (place) => `shot no. ${place}`,
    noReason: 'command line',
  },
  run: {
    known: (name, id) => `Going on with “${name}” (${id}): it was ordered before, nothing is paid again`,
    estimate: ({ name, shots, takes, reused, toPay }) =>
      `“${name}”: ${shots === 1 ? '1 shot' : `${shots} shots`}, ${takesOf(takes)}` +
      (reused > 0 ? `, ${reused} of them reused for nothing` : '') +
      (reused > 0 && toPay > 0 ? `, ${toPay} to pay` : ''),
    priceUnknown: 'price unknown',
    free: 'This costs nothing',
    total: (price) => `Expected cost: ${price}`,
    confirm: (price) => `Order now, for ${price}?`,
    nothingOrdered: 'Nothing was ordered, nothing was spent',
    ordered: (name, id) => `Ordered “${name}” (${id})`,
    retrying: (name, takes) => `“${name}”: ${takesOf(takes)} failed, to be bought once more`,
    retryHint: 'Failed takes can be bought once more (and are paid once more): add --retry-failed',
    takes: 'takes',
    waiting: 'waiting',
    fetched: (clips) => `${clips} downloaded`,
    eta: (seconds) => `${duration(seconds, ['s', 'min', 'h'])} to go`,
    apiAway: 'The API does not answer at the moment; trying again. Renders under way are not affected',
    clipsThere: (all, downloaded) =>
      downloaded === all
        ? `${clipsOf(all)} downloaded`
        : `${clipsOf(all)}, ${downloaded} of them downloaded now, the others were here`,
    ended: ({ name, id, word, kept, takes, reused, money }) =>
      `“${name}” ${word}: ${kept}/${takes} takes${reused > 0 ? ` (${reused} reused)` : ''}, cost ${money} (${id})`,
    comeBack: (ids) => `The server carries on once that is fixed. To follow it: cineflow watch ${ids}`,
    interrupted: {
      before: 'Interrupted: nothing was ordered, nothing was spent',
      ordering: 'Interrupted: the order may have reached the server',
      ordered: 'Interrupted: only the view has ended. The work goes on at the server, and is paid as ordered',
    },
    again: (command, ids) =>
      `The same command again goes on, and pays nothing twice: cineflow ${command}` +
      (ids === '' ? '' : `\nTo look only: cineflow watch ${ids}; to stop it: cineflow cancel <id>`),
  },
  hints: {
    permit: 'All permits are in use; it is in the queue',
    breaker: 'The provider is failing; fewer requests go out until it recovers',
    rate: 'The provider asked for a pause; it resumes automatically',
    budget: 'The budget is too small: cineflow budget <id> <amount> raises it',
    balance: 'The account at the provider is too empty: top it up',
    auth: 'The provider refuses the key: check the key in .env, then restart API and workers',
    paused: 'It is paused: cineflow resume <id> lets it go on',
    provider: 'The provider renders it',
    dependency: 'It waits for another take: the same content, or the shot it continues',
    unconfirmed: 'A payment is unconfirmed: cineflow unconfirmed shows the evidence and lets you decide',
    storage: 'There is no room for clips, or the book cannot be opened',
    recovery: 'Redis has just started and is being told what the book knows',
    worker: 'No worker is running: start one (cineflow up starts all)',
    address: 'Nothing answers at the address of the provider: check it',
    download: 'The clip cannot be fetched yet; it is tried again',
  },
  table: {
    storyboard: 'storyboard',
    shot: 'shot',
    take: 'take',
    state: 'state',
    cost: 'cost',
    clip: 'clip',
    provider: 'provider',
    model: 'model',
    prompt: 'prompt',
    pictures: 'pictures',
    id: 'id',
    ordered: 'ordered',
    done: 'done',
    breaker: 'breaker',
    inFlight: 'in flight',
    waiting: 'waiting',
    operation: 'operation',
    refunded: 'refunded',
  },
  ...enManage,
  errors: {
    oldNode: (version) =>
      `This needs Node 24, and is ${version}. Run: npx -y pnpm@12 cineflow (it brings Node 24 along)`,
    apiAddress: (text) => `The address of the API is not valid: ${text}`,
    unreachable: {
      refused: (url) => `No API runs at ${url}`,
      timeout: (url) => `${url} did not answer in time`,
      network: (url) => `${url} cannot be reached: the network fails`,
      foreign: (url) => `Something answers at ${url}, but not this API, or another version of it`,
    },
    unreachableHint:
      'Start it: cineflow up. If it is elsewhere, set CINEFLOW_API_URL. To check all: cineflow doctor',
    unexpected: (message) => `Something unexpected went wrong: ${message}`,
    requestId: (id) => `Request id: ${id}`,
    noSuchPath: (path) =>
      path === 'input'
        ? 'No storyboard was named, and there is no folder input/ here'
        : `There is no ${path}`,
    noStoryboard: (path) => `There is no storyboard in ${path}`,
    tooLarge: (path) => `${path} is too large for a storyboard`,
    empty: (path) => `${path} is empty`,
    oneName: '--name is for a single storyboard',
    zipOptions: (path) =>
      `${path} is a ZIP: its options belong into options.json inside it, not on the command line`,
    refused: (path) => `${path} was not accepted:`,
    nothingOrdered: 'Nothing was ordered at all, nothing was spent. Mend it and run the same command again',
    genCount: (text) => `GEN_COUNT_PER_SEGMENT=${text} is not valid: 1 to 20`,
    needsYes:
      'An order needs a yes, and there is no terminal to ask at, so nothing was ordered. To order, add --yes',
    needsTerminal: 'This command asks questions, and needs a terminal',
    clipNotFetched: (take, reason) =>
      `The clip of ${take} was not fetched: ${reason}. cineflow pull fetches it`,
    nothingOrderedYet: 'Nothing was ordered yet',
    badAmount: (text) => `${text} is no amount. Write a number, such as 50, or none`,
    oneDecision: 'Only one of --adopt, --not-accepted and --give-up',
    badAction: (text) => `There is no ${text}: list, check, trip, reset, isolate, reopen`,
    badShell: (text) => `There is no completion for ${text}: bash, zsh, fish, powershell`,
    files: {
      EACCES: (path) => `${path} must not be written by you`,
      EPERM: (path) => `${path} must not be written by you`,
      EROFS: (path) => `${path} is read-only`,
      ENOSPC: (path) => `The disk is full, there is no room for ${path}`,
      ENOTDIR: (path) => `What ${path} should lie in is no folder`,
      EISDIR: (path) => `${path} is a folder, not a file`,
      EEXIST: (path) => `${path} is there already, and is no folder`,
    },
  },
};
