// EDGE: what becomes of a program whose reader goes, as `head` does. Node would end it with a stack trace; it goes on, writes its
// files, and ends with the status that it earned.

/** To be called before anything is written. */
export function goOnUnread(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
