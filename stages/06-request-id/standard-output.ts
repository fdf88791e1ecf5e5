// EDGE: standard output as the place of a log. Its reader may go away (`--log | head`); that must not end the proxy.

/** Takes lines for as long as somebody reads them, and says once when nobody does any more. */
export function standardOutput(): (lines: string) => void {
  let isRead = true
  process.stdout.on('error', error => {
    if (isRead) console.error(`standard output is gone (${error.message}): the access log ends here`)
    isRead = false
  })
  return lines => {
    if (isRead) process.stdout.write(lines)
  }
}
