import type { Findings } from '../findings.ts';
import type { Cleaned } from '../shape/find-shots.ts';
import { toDocument, type Passage } from './passage.ts';

const NUMBER = '[\\d一二三四五六七八九十百零〇两]{1,5}';
const EPISODE = new RegExp(`^(?:#+\\s*)?第\\s*${NUMBER}\\s*[集章回]`, 'u');
const SCENE = new RegExp(
  `^(?:#+\\s*|[【\\[])?(?:第\\s*${NUMBER}\\s*[场幕]|场次?\\s*${NUMBER}|场景\\s*${NUMBER})\\s*[】\\]]?[:：、.\\s]*(.*)$`,
  'u',
);
/** `1-2 日 内 便利店`, `3、便利店 夜 内`: a number, and a word on the light or the room. */
const SHORT_SCENE =
  /^(?:\d{1,3}(?:[-–.]\d{1,3})?)[\s、.．:：]+(?=.*(?:[日夜晨昏]|内|外))([^，。！？△]{1,60})$/u;
const PLACE = /^(?:景|地点|场景|地|环境)\s*[:：]\s*(.+)$/u;
const TIME = /^(?:时|时间|日期|天气)\s*[:：]\s*(.+)$/u;
const PEOPLE = /^(?:人|人物|角色|出场人物|出场)\s*[:：]\s*(.+)$/u;
const ACTION = /^[△▲∆Δ▽☆◇]\s*(.+)$/u;
const HEARD =
  /^(?:音效|音乐|bgm|声音|字幕|转场|切至|切|淡入|淡出|黑屏|完|剧终|全剧终)\s*(?:[:：].*|[。.]?)$/iu;
const BRACKETED = /^[【[](.+)[】\]]$/u;
const PARENTHESIS = /^[（(](.+)[）)]$/u;
const SPEECH = /^([^\s:：，。！？“”"]{1,12}?)\s*(?:[（(]([^）)]{1,40})[）)])?\s*[:：]\s*(.+)$/u;
const MANNER = /^[（(]([^）)]{1,40})[）)]\s*/u;
const UNSEEN = /(?:旁白|画外音|解说|OS|VO|O\.S\.|V\.O\.)$/iu;
const TITLE = /^《(.+?)》/u;

/** Whether a text is a Chinese screenplay: it has scenes, and marked actions or speech. */
export function isScreenplay(text: string): boolean {
  const lines = linesOf(text);
  const scenes = lines.filter(
    ({ text: line }) => SCENE.test(line) || SHORT_SCENE.test(line) || PLACE.test(line),
  ).length;
  const actions = lines.filter(({ text: line }) => ACTION.test(line)).length;
  const speeches = lines.filter(({ text: line }) => SPEECH.test(line)).length;
  return (scenes > 0 && actions + speeches > 0) || actions > 1;
}

interface State {
  passages: Passage[];
  passage: Passage | null;
  scene: string | null;
  time: string | null;
  characters: string[];
  title: string | null;
  left: string[];
}

/** Reads a Chinese screenplay: each marked action is a shot, speech belongs to the shot before it. */
export function readScreenplay(text: string, findings: Findings): Cleaned | undefined {
  const state: State = {
    passages: [],
    passage: null,
    scene: null,
    time: null,
    characters: [],
    title: null,
    left: [],
  };
  for (const { number, text: line } of linesOf(text)) readLine(line, number, state);
  const { passages, title, left } = state;
  if (left.length > 0)
    findings.note({
      code: 'text-left-out',
      detail: `${left.length} lines of sound, titles and narration are left out`,
      asked: left[0],
    });
  if (passages.length === 0)
    return findings.problem('no-shots', 'the screenplay has scenes and no action (△) or speech', {
      fix: 'Begin each shot with △.',
    });
  return toDocument(passages, 'a screenplay', title, findings);
}

function readLine(line: string, number: number, state: State): void {
  const scene = SCENE.exec(line)?.[1] ?? SHORT_SCENE.exec(line)?.[1];
  if (EPISODE.test(line)) return;
  if (scene !== undefined) return begin(scene, state);
  const [place, time, people] = [PLACE, TIME, PEOPLE].map((pattern) => pattern.exec(line)?.[1]?.trim());
  if (place !== undefined) state.scene = place;
  else if (time !== undefined) state.time = time;
  else if (people !== undefined) state.characters = people.split(/[、，,;；\s]+/u).filter(Boolean);
  else if (state.passages.length === 0 && TITLE.test(line)) state.title = TITLE.exec(line)?.[1] ?? null;
  else if (HEARD.test(line)) state.left.push(line);
  else readPassage(line, number, state);
}

function begin(heading: string, state: State): void {
  state.passage = null;
  state.time = null;
  state.characters = [];
  const words = heading.replaceAll(/[【】[\]]/gu, '').trim();
  state.scene = words === '' ? null : words;
}

function readPassage(line: string, number: number, state: State): void {
  const action = ACTION.exec(line)?.[1];
  if (action !== undefined) return open(action.trim(), number, state);
  const inner = BRACKETED.exec(line)?.[1] ?? PARENTHESIS.exec(line)?.[1];
  if (inner !== undefined && HEARD.test(inner)) return leaveOut(line, state);
  const speech = inner === undefined ? readSpeech(line) : null;
  if (speech?.isUnseen === true) return leaveOut(line, state);
  if (speech !== null) return speak(speech.words, number, state);
  // Before the first scene stand title, author and what the story is about.
  if (state.passages.length === 0 && state.scene === null) return leaveOut(line, state);
  open(inner ?? line, number, state);
}

/** `阿雪：（低声）谁？` or `阿雪（低声）：谁？` */
function readSpeech(line: string): { words: string; isUnseen: boolean } | null {
  const [, speaker, before, rest] = SPEECH.exec(line) ?? [];
  if (speaker === undefined || rest === undefined) return null;
  const [lead = '', inner] = MANNER.exec(rest) ?? [];
  const manner = before ?? inner;
  const said = rest.slice(lead.length).replaceAll(/^["“]|["”]$/gu, '');
  const isUnseen = UNSEEN.test(speaker) || UNSEEN.test(manner ?? '');
  return { words: `${speaker}${manner === undefined ? '' : `（${manner}）`}：“${said}”`, isUnseen };
}

function leaveOut(line: string, { left }: State): void {
  left.push(line);
}

function open(seen: string, line: number, state: State): void {
  const { scene, time, characters } = state;
  const place = [scene, time].filter(Boolean).join(' ');
  state.passage = {
    line,
    seen: seen === '' ? [] : [seen],
    said: [],
    scene: place === '' ? null : place,
    characters,
  };
  state.passages.push(state.passage);
}

function speak(words: string, line: number, state: State): void {
  if (state.passage === null) open('', line, state);
  state.passage?.said.push(words);
}

function linesOf(text: string): { number: number; text: string }[] {
  return text
    .split(/\r?\n/u)
    .map((line, at) => ({ number: at + 1, text: line.replaceAll(/^\s*[*_>]+|\*+\s*$/gu, '').trim() }))
    .filter(({ text: line }) => line !== '' && !/^[-=—_*]{3,}$/u.test(line));
}
