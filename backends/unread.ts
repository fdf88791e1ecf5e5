// EDGE: what becomes of a program whose reader goes, as `head` does, or whose output has no room. Node would end it with a stack
// trace; it goes on, writes its files, and ends with the status that it earned, or with 2 where somebody who wanted its output
// does not have it.

const READER_HAS_GONE = ['EPIPE', 'ECONNRESET']

/** To be called before anything is written. */
export function goOnUnread(): void {
  let isTold = false
  process.stdout.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
    if (isTold || READER_HAS_GONE.includes(code)) return
    isTold = true
    process.stderr.write(`standard output cannot be written (${message}); send it to where there is room\n`)
    // Last of all: the program sets its own status when it is done.
    process.once('exit', () => {
      process.exitCode = 2
    })
  })
  // Who could be told?
  process.stderr.on('error', () => {})
}
