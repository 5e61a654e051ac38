/**
 * Text that a container or the kernel had a hand in must not reach the operator's terminal as it is: escape sequences
 * set titles, clear screens and write to the clipboard (CVE-2021-25743 in kubectl), carriage returns and backspaces
 * overwrite what stands there, and bidi controls reorder it (CVE-2021-42574).
 */

// C0 with tab and newline, DEL, C1; the bidi controls; line and paragraph separators; the byte-order mark; lone surrogates.
const dangerous =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** Makes every control character visible: `\x1b`, `\n`, `\u202e`. For names, paths, messages: anything within one line. */
export function escapeText(text: string): string {
  return text.replace(dangerous, visible);
}

const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function visible(character: string): string {
  const code = character.charCodeAt(0);
  return named[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

// CSI in both forms; OSC, DCS, SOS, PM and APC up to their end (or the line's); two-byte escapes; then single controls.
const sequence =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x9c|\x1b\\)?|\x1b[ -/]*[0-~]?/g;
const colour = /^\x1b\[[0-9;:]*m$/;
const control =
  /[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A log line for a terminal: colours (SGR) and tabs stay, every other control character and escape sequence goes.
 * Ends with a reset when it set a colour, so that a line cannot paint the next container's.
 */
export function stripLine(line: string): string {
  let coloured = false;
  const stripped = line
    .replace(sequence, match => {
      if (!colour.test(match)) return '';
      coloured = true;
      return match;
    })
    .replace(control, '');
  return coloured ? `${stripped}\x1b[0m` : stripped;
}
