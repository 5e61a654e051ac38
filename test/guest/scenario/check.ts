/** One line of the guest's report. */
export interface Check {
  /** A sentence without a colon: that is where the reason begins. */
  name: string;
  /** Throws unless the sentence is true. */
  run(): void | Promise<void>;
}

/**
 * Prints `1..COUNT` and then `ok NAME` or `not ok NAME: why` for each. Checks build on each other, so that after a
 * failure of one marked as needed the rest is reported as not reached.
 */
export async function report(checks: Check[], needed: ReadonlySet<string>): Promise<void> {
  console.log(`1..${checks.length}`);
  let missing: string | undefined;
  for (const check of checks) {
    const why = missing ? `not reached after "${missing}"` : await failure(check);
    console.log(why === undefined ? `ok ${check.name}` : `not ok ${check.name}: ${why}`);
    if (why !== undefined && needed.has(check.name)) missing ??= check.name;
  }
}

/** In one line, as the report's lines are read one by one. */
async function failure(check: Check): Promise<string | undefined> {
  try {
    await check.run();
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .trim()
      .replaceAll(/\s*\n\s*/g, ' | ');
  }
}
