/** Standard input to its end. Not with a read(2) that blocks the one thread which could hear a Ctrl-C. */
export async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
