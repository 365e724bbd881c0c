// Scripts that write words without spaces between them; a Korean particle follows its noun directly.
const WORD = /[\p{L}\p{N}\p{M}_]/u;
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** True for characters that join into words: Latin, Greek and Cyrillic letters, digits, accents. */
export function isWordCharacter(character: string | undefined): boolean {
  if (character === undefined || character === '') return false;
  const code = character.charCodeAt(0);
  if (code < 128) return isAsciiWord(code);
  return WORD.test(character) && !UNSPACED.test(character);
}

function isAsciiWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}
