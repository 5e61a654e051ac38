/** Results as JUnit's XML, as CI services read it. */

export interface TestSuite {
  name: string;
  cases: TestCase[];
}

export interface TestCase {
  name: string;
  /** What it is about: a resource, a container. */
  className: string;
  seconds?: number;
  /** Present: it failed. */
  failure?: { message: string; details: string };
}

/** Ends with a newline. */
export function renderJUnit({ name, cases }: TestSuite): string {
  const failures = cases.filter(each => each.failure).length;
  const time = cases.reduce((sum, each) => sum + (each.seconds ?? 0), 0).toFixed(3);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="${time}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `<testsuite name="${attribute(name)}" ${counts}>`,
    ...cases.map(renderCase),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function renderCase({ name, className, seconds, failure }: TestCase): string {
  const head = `<testcase name="${attribute(name)}" classname="${attribute(className)}" time="${(seconds ?? 0).toFixed(3)}"`;
  if (!failure) return `${head}/>`;
  return `${head}><failure message="${attribute(failure.message)}">${escapeXml(failure.details)}</failure></testcase>`;
}

function attribute(text: string): string {
  return escapeXml(text).replaceAll('\n', '&#10;');
}

/** XML 1.0 has no way to write most control characters. */
function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
