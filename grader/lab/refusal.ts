// Which answers count as a refusal of a malformed request. CONTRACT.md promises statuses at stage 2; everywhere a close
// without one means the same to the client: proxies that people trust do either.

export function isRefusal(status: number): boolean {
  return (status >= 400 && status < 500) || status === 501 || status === 505
}
